"""Goldens of the stages after the neighbours: graph, spectral initial layout, attraction of the layout.

    /usr/bin/python3 scripts/goldens/umap-stages.py

Writes workers/umap/goldens/stages-*.json. Needs umap-learn, as umap-goldens.py, whose drawn data it
uses. Squared distances are whole numbers, so both sides start from the same float32.
"""

import importlib.util
import json
import os
import warnings

import numba
import numpy as np
import scipy
import scipy.sparse
import umap
import umap.layouts
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import pairwise_distances
from umap.spectral import component_layout, multi_component_layout
from umap.umap_ import find_ab_params, fuzzy_simplicial_set, make_epochs_per_sample, smooth_knn_dist

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "..", "..", "workers", "umap", "goldens")
LIBRARY = f"umap-learn {umap.__version__}, scipy {scipy.__version__}"

spec = importlib.util.spec_from_file_location("goldens", os.path.join(HERE, "umap-goldens.py"))
goldens = importlib.util.module_from_spec(spec)
spec.loader.exec_module(goldens)


def write(name, golden):
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


def digits(values, number=8):
    return [float(f"{value:.{number}g}") for value in np.ravel(values)]


def neighbours(images, k):
    """Exact, the point itself first, ties by index; squared distances."""
    data = images.astype(np.int64)
    squares = ((data[:, None] - data[None]) ** 2).sum(2)
    keys = squares.copy()
    np.fill_diagonal(keys, -1)
    indices = np.argsort(keys, axis=1, kind="stable")[:, :k].astype(np.int32)
    return indices, np.take_along_axis(squares, indices, axis=1)


def fuzzy(indices, squares, n_neighbors, **options):
    distances = np.sqrt(squares).astype(np.float32)
    result, _, _ = fuzzy_simplicial_set(
        np.zeros((len(indices), 1)), n_neighbors, np.random.RandomState(0), "euclidean",
        knn_indices=indices, knn_dists=distances, **options)
    result = result.tocsr()
    result.sort_indices()
    return result


def knn(indices, squares):
    return {"k": indices.shape[1], "indices": indices.ravel().tolist(), "squaredDistances": squares.ravel().tolist()}


def graph():
    sheets, _ = goldens.clusters(100)
    twice = np.vstack([sheets[:20], sheets[:20], sheets[:10]])
    simplex = 100 * np.eye(12, dtype=np.uint8)
    cases = {
        "clusters": (sheets, 15, 15, {}),
        "duplicates": (twice, 6, 6, {}),
        "equal distances": (simplex, 6, 6, {}),
        "fewer points than neighbours": (sheets[:9], 9, 15, {}),
        "local connectivity 2.5": (sheets[:50], 10, 10, {"local_connectivity": 2.5}),
        "set-op mix ratio 0.3": (sheets[:50], 10, 10, {"set_op_mix_ratio": 0.3}),
    }
    rows = {}
    for name, (images, k, n_neighbors, options) in cases.items():
        indices, squares = neighbours(images, k)
        result = fuzzy(indices, squares, n_neighbors, **options)
        sigmas, rhos = smooth_knn_dist(
            np.sqrt(squares).astype(np.float32), float(n_neighbors),
            local_connectivity=float(options.get("local_connectivity", 1.0)))
        rows[name] = {
            "nNeighbors": n_neighbors, "localConnectivity": options.get("local_connectivity", 1),
            "setOpMixRatio": options.get("set_op_mix_ratio", 1), **knn(indices, squares),
            "rho": digits(rhos), "sigma": digits(sigmas),
            "rowStarts": result.indptr.tolist(), "columns": result.indices.tolist(), "weights": digits(result.data)}
    write("stages-graph.json", {
        "expression": "umap.umap_.fuzzy_simplicial_set(…, n_neighbors, knn_indices=exact, knn_dists=exact); umap.umap_.smooth_knn_dist(exact, n_neighbors)",
        "library": LIBRARY, "cases": rows})


def eigenvectors(matrix, number):
    scale = scipy.sparse.diags(1 / np.sqrt(np.asarray(matrix.sum(0)).ravel()))
    laplacian = (scipy.sparse.identity(matrix.shape[0]) - scale @ matrix.astype(np.float64) @ scale).tocsr()
    values, vectors = scipy.sparse.linalg.eigsh(laplacian, number + 2, which="SM", tol=1e-10, maxiter=50000)
    order = np.argsort(values)
    return values[order], vectors[:, order[1:number + 1]]


def spectral():
    cases = {}
    for name, count in (("200 points", 200), ("50 points", 50)):
        images, _ = goldens.clusters(count, classes=1)
        indices, squares = neighbours(images, 10)
        matrix = fuzzy(indices, squares, 10)
        assert connected_components(matrix)[0] == 1
        values, vectors = eigenvectors(matrix, 3)
        print(name, "eigenvalues", values)
        cases[name] = {**knn(indices, squares), "eigenvalues": digits(values), "vectors": digits(vectors)}

    parts = {}
    for name, classes in (("two components", 2), ("ten components", 10)):
        images, _ = goldens.clusters(18 * classes, classes=classes)
        indices, squares = neighbours(images, 6)
        matrix = fuzzy(indices, squares, 6)
        number, labels = connected_components(matrix)
        print(name, number, np.bincount(labels))
        data = images / 255
        layout = multi_component_layout(data, matrix, number, labels, 2, np.random.RandomState(0))
        parts[name] = {**knn(indices, squares), "labels": labels.tolist(), "layout": digits(layout)}
        if number > 4:
            parts[name]["centres"] = digits(component_layout(data, number, labels, 2, np.random.RandomState(0)))
    write("stages-spectral.json", {
        "expression": "scipy.sparse.linalg.eigsh(L, 5, which='SM', tol=1e-10), L the symmetric normalised Laplacian; "
                      "umap.spectral.multi_component_layout(clusters(…) / 255, graph, …, dim=2), component_layout(…)",
        "library": LIBRARY, "connected": cases, "disconnected": parts})


def attraction():
    """Five epochs with hardly any negative samples: edges in order, both ends moved in place."""
    images, _ = goldens.clusters(80, classes=2)
    indices, squares = neighbours(images, 8)
    matrix = fuzzy(indices, squares, 8).tocoo()
    # The union leaves 1 − 2^-24 here and there, which umap-learn would sample an epoch late.
    matrix.data[matrix.data > 1 - 1e-6] = 1
    a, b = find_ab_params(1.0, 0.2)
    epoch = numba.njit(umap.layouts._optimize_layout_euclidean_single_epoch, fastmath=True)
    rows = {}
    for dimensions in (2, 3):
        start = np.random.RandomState(1).uniform(-3, 3, (80, dimensions)).astype(np.float32)
        embedding = start.copy()
        per_sample = make_epochs_per_sample(matrix.data, 20)
        next_sample = per_sample.copy()
        per_negative = per_sample / 1e-6
        next_negative = per_negative.copy()
        none = np.zeros(1, np.float32)
        for n in range(1, 6):
            alpha = 0.33 * (1 - (n - 1) / 20)
            epoch(embedding, embedding, matrix.row, matrix.col, 80, per_sample, a, b, np.array([1, 2, 3], np.int64),
                  1.0, dimensions, True, alpha, per_negative, next_negative, next_sample, n,
                  False, none, none, 0, 0, 0, 0, none, none, 0)
        rows[str(dimensions)] = {"start": digits(start), "end": digits(embedding)}
    write("stages-attraction.json", {
        "expression": "umap.layouts._optimize_layout_euclidean_single_epoch, n = 1 … 5 of 20, learning rate 0.33, negative_sample_rate 1e-6",
        "library": LIBRARY, **knn(indices, squares), "a": a, "b": b, "layouts": rows})


if __name__ == "__main__":
    graph()
    spectral()
    attraction()
