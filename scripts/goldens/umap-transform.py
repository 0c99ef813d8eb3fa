"""Goldens of umap-learn's `transform`: where new samples begin, where attraction takes them, how well they end.

    /usr/bin/python3 scripts/goldens/umap-transform.py

Writes workers/umap/goldens/transform.json. Needs umap-learn, as umap-goldens.py, whose drawn data it uses.
"""

import importlib.util
import os
import warnings

import numpy as np
import umap
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import init_graph_transform

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("goldens", os.path.join(HERE, "umap-goldens.py"))
goldens = importlib.util.module_from_spec(spec)
spec.loader.exec_module(goldens)

PARAMS = {"n_neighbors": 15, "min_dist": 0.2, "learning_rate": 0.33, "n_epochs": 128, "init": "random"}


def agreement(layout, labels, placed, placed_labels):
    found = NearestNeighbors(n_neighbors=5).fit(layout).kneighbors(placed)[1]
    return float(np.mean(labels[found] == placed_labels[:, None]))


def attraction():
    """340 samples, the last 40 of them new, hardly any negative samples, in a layout that is given."""
    images, _ = goldens.clusters(340)
    data = images.astype(np.float64)
    model = umap.UMAP(**PARAMS, negative_sample_rate=1e-6, random_state=1).fit(data[:300])
    rows = {}
    for components, pixels in {"2": [0, 5], "3": [0, 5, 9]}.items():
        layout = np.ascontiguousarray(images[:300, pixels] / 16, dtype=np.float32)
        model.embedding_ = layout
        model.n_components = int(components)
        model.transform_mode = "graph"
        start = init_graph_transform(model.transform(data[300:]).tocsr(), layout)
        model.transform_mode = "embedding"
        end = model.transform(data[300:])
        rows[components] = {"start": np.round(start.astype(float).ravel(), 5).tolist(),
                            "end": np.round(end.astype(float).ravel(), 5).tolist()}
    return rows


def quality():
    """1,200 samples of four dimensions, whose classes overlap, the last 200 of them new."""
    images, labels = goldens.clusters(1200, 4)
    data = images.astype(np.float64)
    scores = []
    for seed in range(3):
        model = umap.UMAP(**PARAMS, random_state=seed).fit(data[:1000])
        scores.append(agreement(model.embedding_, labels[:1000], model.transform(data[1000:]), labels[1000:]))
    return scores


if __name__ == "__main__":
    goldens.write("transform.json", {
        "expression": "UMAP(n_neighbors=15, min_dist=0.2, learning_rate=0.33, n_epochs=128, init='random'): attraction: with negative_sample_rate=1e-6 and embedding_ = clusters(340)[:300, [0, 5(, 9)]] / 16, init_graph_transform(graph, embedding_) and transform(clusters(340)[300:]); labelAgreement: of transform(clusters(1200, 4)[1000:]) with 5 points of the layout, three seeds",
        "library": goldens.UMAP_LEARN, "attraction": attraction(), "labelAgreement": quality()})
