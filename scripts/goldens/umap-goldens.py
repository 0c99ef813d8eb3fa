"""Goldens of the UMAP worker, from umap-learn, scikit-learn and numpy.

Run with a Python that has umap-learn (Debian: apt-get install umap-learn):

    /usr/bin/python3 scripts/goldens/umap-goldens.py

Writes workers/umap/goldens/*.json. Every file says which expression, library and version made it.
"""

import json
import os
import warnings

import numpy as np
import sklearn
import umap
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

warnings.filterwarnings("ignore")
FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "workers", "umap", "goldens")
UMAP_LEARN = f"umap-learn {umap.__version__}"
SKLEARN = f"scikit-learn {sklearn.__version__}"


def write(name, golden):
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


def clusters(count, dimensions=32, classes=10, seed=7):
    """Ten curved sheets of uint8 vectors; workers/umap/test-data.ts makes the same ones."""
    state = seed

    def uniform(n):
        nonlocal state
        state = (1664525 * state + 1013904223) % 2**32
        return (state >> 16) * n >> 16

    centres = [[80 + uniform(96) for _ in range(dimensions)] for _ in range(classes)]
    first = [[uniform(17) - 8 for _ in range(dimensions)] for _ in range(classes)]
    second = [[uniform(17) - 8 for _ in range(dimensions)] for _ in range(classes)]
    images = np.zeros((count, dimensions), np.uint8)
    labels = np.zeros(count, np.uint8)
    for i in range(count):
        c = i % classes
        s, t = uniform(81) - 40, uniform(81) - 40
        labels[i] = c
        for d in range(dimensions):
            value = centres[c][d] + (s * first[c][d] + t * second[c][d] >> 3) + uniform(9) - 4
            images[i, d] = min(255, max(0, value))
    return images, labels


def curve():
    rows = []
    for spread in (0.5, 1.0, 1.5, 2.0):
        for min_dist in (0.0, 0.001, 0.1, 0.2, 0.5, 0.8, 0.99):
            if min_dist <= spread:
                a, b = find_ab_params(spread, min_dist)
                rows.append({"spread": spread, "minDist": min_dist, "a": float(a), "b": float(b)})
    write("curve.json", {"expression": "umap.umap_.find_ab_params(spread, min_dist)", "library": UMAP_LEARN, "rows": rows})


def neighbours(images):
    rows = {}
    for metric in ("euclidean", "cosine", "manhattan", "correlation"):
        distances = np.sort(pairwise_distances(images.astype(np.float64), metric=metric), axis=1)[:, :15]
        rows[metric] = np.round(distances[:40].ravel(), 9).tolist()
    write("neighbours.json", {
        "expression": "numpy.sort(pairwise_distances(clusters(300), metric=metric), axis=1)[:40, :15]",
        "library": SKLEARN, "distances": rows})


def graph(images):
    data = images.astype(np.float64)
    full = pairwise_distances(data)
    np.fill_diagonal(full, -1)
    indices = np.argsort(full, axis=1, kind="stable")[:, :15]
    distances = np.take_along_axis(np.maximum(full, 0), indices, axis=1)
    result, sigmas, rhos = fuzzy_simplicial_set(
        data, 15, np.random.RandomState(0), "euclidean", knn_indices=indices, knn_dists=distances)
    csr = result.tocsr()
    csr.sort_indices()
    write("graph.json", {
        "expression": "umap.umap_.fuzzy_simplicial_set(clusters(300), 15, knn_indices=exact, knn_dists=exact)",
        "library": UMAP_LEARN, "nonZero": int(csr.nnz), "sum": float(csr.sum()),
        "sigmas": np.round(sigmas[:40], 5).tolist(), "rhos": np.round(rhos[:40], 5).tolist(),
        "row7": {"cols": csr[7].indices.tolist(), "values": np.round(csr[7].data, 6).tolist()}})


def quality(images, labels):
    # A poor layout on purpose: two pixels, so that both measures are far from 1.
    layouts = {"2": images[:, [0, 5]].astype(np.float64), "3": images[:, [0, 5, 9]].astype(np.float64)}
    rows = {}
    for components, layout in layouts.items():
        # Fractions of the index break ties, the same way on both sides.
        layout = (layout + np.arange(len(layout))[:, None] / 4096).astype(np.float32)
        # kneighbors() without an argument leaves the points themselves out.
        found = NearestNeighbors(n_neighbors=5).fit(layout.astype(np.float64)).kneighbors()[1]
        rows[components] = {
            "trustworthiness": trustworthiness(images.astype(np.float64), layout, n_neighbors=15),
            "labelAgreement": float(np.mean(labels[found] == labels[:, None]))}
    write("quality.json", {
        "expression": "trustworthiness(clusters(300), layout, n_neighbors=15); mean(labels[NearestNeighbors(n_neighbors=5).fit(layout).kneighbors()[1]] == labels[:, None])",
        "library": SKLEARN, "layouts": rows})


def layout():
    images, labels = clusters(1000)
    scores = []
    for seed in range(3):
        embedding = umap.UMAP(n_neighbors=15, min_dist=0.2, learning_rate=0.33, n_epochs=128,
                              init="random", random_state=seed).fit_transform(images.astype(np.float64))
        scores.append(trustworthiness(images.astype(np.float64), embedding, n_neighbors=15))
    write("layout.json", {
        "expression": "trustworthiness(clusters(1000), UMAP(n_neighbors=15, min_dist=0.2, learning_rate=0.33, n_epochs=128, init='random', random_state=seed).fit_transform(clusters(1000)), n_neighbors=15)",
        "library": f"{UMAP_LEARN}, {SKLEARN}", "trustworthiness": scores})


if __name__ == "__main__":
    images, labels = clusters(300)
    curve()
    neighbours(images)
    graph(images)
    quality(images, labels)
    layout()
