"""Goldens of the clustered correlation map, from scipy.

Run with a Python that has scipy (Debian: apt-get install python3-scipy), after `npm run datasets`:

    /usr/bin/python3 scripts/goldens/clustermap.py

Writes src/components/clustermap/goldens/*.json. Both say which expression, library and version made them. The one of
Fashion-MNIST holds correlations of class averages, and no image.
"""

import gzip
import json
import pathlib

import numpy as np
import scipy
from scipy.cluster.hierarchy import leaves_list, linkage

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKED = ROOT / "public" / "datasets" / "fashion-mnist"
TARGET = ROOT / "src" / "components" / "clustermap" / "goldens"
LIBRARY = f"scipy {scipy.__version__}, numpy {np.__version__}"


def write(name, **golden):
    golden = {"source": "scripts/goldens/clustermap.py", "library": LIBRARY, **golden}
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / name).write_text(json.dumps(golden) + "\n")
    print(name)


def clustering(matrix):
    if len(matrix) < 2:
        return {"linkage": [], "order": list(range(len(matrix)))}
    merges = linkage(matrix, method="average", metric="euclidean")
    return {"linkage": merges.tolist(), "order": leaves_list(merges).tolist()}


def fashion_mnist():
    manifest = json.loads((PACKED / "manifest.json").read_text())
    train = manifest["splits"]["train"]
    labels = np.frombuffer((PACKED / train["labels"]["file"]).read_bytes(), np.uint8)
    chunks = [gzip.decompress((PACKED / chunk["file"]).read_bytes()) for chunk in train["chunks"]]
    images = np.frombuffer(b"".join(chunks), np.uint8).reshape(train["count"], -1)
    averages = np.stack([images[labels == label].mean(axis=0) / 255 for label in range(10)])
    correlation = np.corrcoef(averages) * 100
    write(
        "fashion-mnist.json",
        expression="linkage(100 * corrcoef(class averages of the 60,000 training images / 255), method='average', metric='euclidean')",
        labels=manifest["classNames"],
        correlation=np.round(correlation, 9).tolist(),
        **clustering(correlation),
    )


def random_matrices():
    random = np.random.default_rng(24)
    cases = []

    def case(name, matrix):
        matrix = np.asarray(matrix, float)
        cases.append({"name": name, "matrix": matrix.tolist(), **clustering(matrix)})

    for rows in (2, 3, 5, 10, 10, 25):
        features = random.normal(size=(rows, 6))
        case(f"random, {rows} rows", np.round(100 * np.corrcoef(features), 6))
    case("one row", [[100]])
    case("two equal rows", [[100, 100], [100, 100]])
    case("all rows equally far apart", 100 * np.eye(6))
    case("all rows equal", np.full((5, 5), 100))
    for number in range(8):
        # Few different values: many distances tie.
        half = random.integers(0, 3, size=(9, 9)) * 50
        case(f"many ties, {number}", np.triu(half) + np.triu(half, 1).T)
    # Its two closest pairs share a row, and the chain comes to that from the far end.
    case("a tie that is met from its far end", [[10, 0, 0, 0], [0] * 4, [1, 0, 0, 0], [2, 0, 0, 0]])
    twins = np.round(100 * np.corrcoef(random.normal(size=(4, 5))), 6)
    case("every row twice", np.repeat(np.repeat(twins, 2, axis=0), 2, axis=1))
    write(
        "random.json",
        expression="linkage(matrix, method='average', metric='euclidean'); leaves_list",
        cases=cases,
    )


if __name__ == "__main__":
    random_matrices()
    fashion_mnist()
