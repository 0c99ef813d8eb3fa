"""Times umap-learn on a packed dataset, its compiler warm: one JSON object on standard output.

Usage: umap_learn.py FOLDER POINTS SEED [--transform]

FOLDER holds manifest.json and gzipped chunks, as `npm run datasets` packs them. The stages are
timed around umap-learn's own functions; the quality measures are scikit-learn's and DESIGN.md's.
"""

import gzip
import json
import os
import resource
import sys
import time

import numpy as np

PARAMETERS = dict(n_neighbors=15, min_dist=0.2, learning_rate=0.33, n_epochs=128)
WARM_UP_POINTS = 5000


def load(folder, points, split="train"):
    """The first `points` images of a split (points x pixels, 0..1) and their labels."""
    with open(os.path.join(folder, "manifest.json")) as file:
        split = json.load(file)["splits"][split]
    images, have = [], 0
    for chunk in split["chunks"]:
        if have >= points:
            break
        with gzip.open(os.path.join(folder, chunk["file"])) as file:
            images.append(np.frombuffer(file.read(), np.uint8).reshape(chunk["count"], -1))
        have += chunk["count"]
    labels = np.fromfile(os.path.join(folder, split["labels"]["file"]), np.uint8)[:points]
    return (np.concatenate(images)[:points] / 255).astype(np.float32), labels


class Stopwatch:
    """Wraps functions of a module so that the time spent in each adds up under its name."""

    def __init__(self):
        self.seconds = {}

    def wrap(self, module, function, name):
        original = getattr(module, function)

        def timed(*args, **kwargs):
            start = time.perf_counter()
            try:
                return original(*args, **kwargs)
            finally:
                self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start

        setattr(module, function, timed)


def main():
    folder, points, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    import umap
    import umap.umap_ as stages
    from sklearn.manifold import trustworthiness
    from sklearn.neighbors import NearestNeighbors

    start = time.perf_counter()
    images, labels = load(folder, points)
    load_seconds = time.perf_counter() - start

    # Without a seed umap-learn uses all cores: that is the time to beat.
    umap.UMAP(**PARAMETERS).fit(images[: min(points, WARM_UP_POINTS)])
    watch = Stopwatch()
    watch.wrap(stages, "nearest_neighbors", "neighbours")
    watch.wrap(stages, "fuzzy_simplicial_set", "graph")
    watch.wrap(stages, "spectral_layout", "init")
    watch.wrap(stages, "optimize_layout_euclidean", "layout")
    start = time.perf_counter()
    fitted = umap.UMAP(**PARAMETERS).fit(images)
    total = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    embedding = fitted.embedding_

    nearest = NearestNeighbors(n_neighbors=6).fit(embedding).kneighbors(return_distance=False)[:, :5]
    agreement = float((labels[nearest] == labels[:, None]).mean())

    chosen = np.random.default_rng(seed).choice(points, min(points, 1000), replace=False)
    exact = NearestNeighbors(n_neighbors=15, algorithm="brute").fit(images)
    exact = exact.kneighbors(images[chosen], return_distance=False)
    found = fitted._knn_indices[chosen] if hasattr(fitted, "_knn_indices") else None
    recall = None
    if found is not None:
        # Both count the point itself first, as umap-learn does.
        hits = [len(set(f) & set(e)) for f, e in zip(found, exact)]
        recall = float(np.mean(hits) / 15)

    transform = {}
    if "--transform" in sys.argv:
        new, new_labels = load(folder, 10_000, "test")
        fitted.transform(new[:1000])  # compiles
        start = time.perf_counter()
        placed = fitted.transform(new)
        transform["transformMs"] = 1000 * (time.perf_counter() - start)
        near = NearestNeighbors(n_neighbors=5).fit(embedding).kneighbors(placed, return_distance=False)
        transform["transformLabelAgreement"] = float((labels[near] == new_labels[:, None]).mean())

    first = slice(0, min(points, 10_000))
    layout_ms = 1000 * watch.seconds.get("layout", 0)
    print(
        json.dumps(
            {
                "engine": "umap-learn",
                "adapter": f"numba, umap-learn {umap.__version__}",
                "isolated": None,
                "threads": os.cpu_count(),
                "loadMs": 1000 * load_seconds,
                "stagesMs": {
                    "neighbours": 1000 * watch.seconds.get("neighbours", 0),
                    "graph": 1000 * watch.seconds.get("graph", 0),
                    "init": 1000 * watch.seconds.get("init", 0),
                    "layout": layout_ms,
                },
                "epochMs": layout_ms / PARAMETERS["n_epochs"],
                "firstFrameMs": None,
                "totalMs": 1000 * total,
                "peakBytes": peak,
                "longestTaskMs": None,
                "shownPerSecond": None,
                "recall": recall,
                "trustworthiness": float(
                    trustworthiness(images[first], embedding[first], n_neighbors=15)
                ),
                "labelAgreement": agreement,
                **transform,
                "frames": 1,
                "traceHash": None,
            }
        )
    )


if __name__ == "__main__":
    main()
