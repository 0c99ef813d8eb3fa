"""Records umap-learn's layout after every epoch: python3 umap_learn.py run.zarr

umap-learn from 0.5.4 on takes a list of epochs as `n_epochs` and keeps the layouts after them; they are written when it
is done. With --follow, and with older versions, which have no such list, each epoch is written when it is computed, so
that a page can play the run meanwhile; that looks into umap-learn and may need a change with versions to come.

Needs umap-learn, which brings scikit-learn and its digits: 1,797 handwritten ones, 8 × 8 px.
"""

import argparse
import os
import sys

import numpy as np
import umap
import umap.layouts
import umap.umap_

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from underhood_trace import UmapTrace, dataset_hash

ENGINE = {"engine": "umap-learn", "device": f"CPU, version {umap.__version__}"}


def trace_of(path, *, frames, labels, seed, settings, **more):
    return UmapTrace(path, frames=frames, labels=labels, seed=seed, parameters=settings, engine=ENGINE, **more)


def takes_epoch_lists():
    version = [int(part) for part in umap.__version__.split(".")[:3] if part.isdigit()]
    return version >= [0, 5, 4]


def record_list(images, path, *, labels, n_epochs, seed, settings, **more):
    """What epochs e of the list keep is the layout after epoch e + 1, counted from 1; the last layout comes besides."""
    reducer = umap.UMAP(n_epochs=[*range(n_epochs - 1), n_epochs], random_state=seed, **settings)
    reducer.fit(images)
    layouts = reducer.embedding_list_
    if len(layouts) != n_epochs:
        sys.exit(f"umap-learn {umap.__version__} kept {len(layouts)} layouts of {n_epochs} epochs: try --follow.")
    settings = {**settings, "n_epochs": n_epochs}
    with trace_of(path, frames=n_epochs, labels=labels, seed=seed, settings=settings, **more) as trace:
        for epoch, layout in enumerate(layouts, start=1):
            trace.append(layout, epoch=epoch)
    return reducer


def record_while_it_runs(images, path, *, labels, n_epochs, seed, settings, **more):
    """The initial layout, and each as soon as it is there. umap-learn moves the points of one array in a loop over
    tqdm(range(n_epochs)); we take hold of the array and stand in for tqdm."""
    optimise, tqdm = umap.umap_.optimize_layout_euclidean, umap.layouts.tqdm
    wanted = {**settings, "n_epochs": n_epochs}
    with trace_of(path, frames=n_epochs + 1, labels=labels, seed=seed, settings=wanted, **more) as trace:

        def watched(head_embedding, *args, **kwargs):
            def epochs(numbers, **_):
                trace.append(head_embedding)
                for number in numbers:
                    yield number
                    trace.append(head_embedding)

            umap.layouts.tqdm = epochs
            return optimise(head_embedding, *args, **kwargs)

        umap.umap_.optimize_layout_euclidean = watched
        try:
            return umap.UMAP(n_epochs=n_epochs, random_state=seed, **settings).fit(images)
        finally:
            umap.umap_.optimize_layout_euclidean, umap.layouts.tqdm = optimise, tqdm


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace", help="the folder to write: run.zarr")
    parser.add_argument("--epochs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--follow", action="store_true", help="write each epoch when it is computed")
    parser.add_argument("--overwrite", action="store_true")
    given = parser.parse_args()

    from sklearn.datasets import load_digits

    digits = load_digits()
    record = record_list if takes_epoch_lists() and not given.follow else record_while_it_runs
    reducer = record(
        digits.data,
        given.trace,
        labels=digits.target,
        n_epochs=given.epochs,
        seed=given.seed,
        settings={"n_neighbors": 15, "min_dist": 0.1},
        class_names=[str(digit) for digit in digits.target_names],
        dataset={
            "name": "digits",
            "title": "Digits (scikit-learn)",
            "origin": "real",
            "shape": (8, 8, 1),
            "hash": dataset_hash(digits.images.astype(np.uint8), digits.target.astype(np.uint8)),
            "attribution": "E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0",
        },
        overwrite=given.overwrite,
    )
    print(f"{given.trace}: {len(reducer.embedding_)} points")


if __name__ == "__main__":
    main()
