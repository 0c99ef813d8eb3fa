"""Writes small traces with python/underhood_trace.py, as its name's first argument says:

umap PATH BITS COMPONENTS   20 frames; what went in lies beside it, in PATH.f32
grow PATH                   40 frames: 20, then waits for a line, then the rest
cnn PATH BITS|exact         19 frames with images and a test; kernels, activations lie beside it in PATH.kernels.f32 …
npz FOLDER                  a sequence emb_0000.npz … of 5 layouts, labels.npy, and the layouts in FOLDER/all.f32
refuse FOLDER               runs the Python of each line of the input, and prints what it was refused with as JSON
"""

import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../python"))
import underhood_trace as writer
from underhood_trace import CnnTrace, TraceError, UmapTrace, network

POINTS = 50
NAMES = ["shirt", "boot", "bag"]
generator = np.random.default_rng(5)


def layouts(frames, components=2):
    """Classes that part, in a layout that grows."""
    home = generator.normal(size=(3, components))[np.arange(POINTS) % 3] * 4
    noise = generator.normal(size=(frames, POINTS, components)).astype(np.float32)
    grown = np.log1p(np.arange(frames))[:, None, None]
    return (home * grown + noise / (1 + np.arange(frames))[:, None, None]).astype(np.float32)


def umap(path, bits, components):
    frames = layouts(20, int(components))
    frames.tofile(f"{path}.f32")
    with UmapTrace(
        path,
        frames=30,
        labels=np.arange(POINTS) % 3,
        indices=599 - 12 * np.arange(POINTS),
        components=int(components),
        class_names=NAMES,
        parameters={"n_neighbors": 12, "min_dist": 0.25, "n_epochs": 29, "metric": "cosine", "init": None},
        dataset={
            "name": "garments",
            "title": "Drawn garments",
            "origin": "drawn",
            "shape": (4, 4, 1),
            "count": 600,
            "hash": "ab" * 32,
        },
        engine={"engine": "cuML", "device": "A card"},
        seed=7,
        bits=bits if bits == "exact" else int(bits),
    ) as trace:
        for epoch, frame in enumerate(frames):
            quality = {"trustworthiness": 0.9, "labelAgreement": 0.8} if epoch == 4 else None
            trace.append(frame, epoch=epoch * 2, epoch_ms=epoch * 1.5, quality=quality)


def grow(path):
    frames = layouts(40)
    frames.tofile(f"{path}.f32")
    trace = UmapTrace(path, frames=40, points=POINTS, flush_seconds=None)
    for frame in frames[:20]:
        trace.append(frame)
    trace.flush()
    print("half", flush=True)
    sys.stdin.readline()
    for frame in frames[20:]:
        trace.append(frame)
    trace.close()


LAYERS = [
    {"type": "conv2d", "filters": 4, "kernelSize": 3, "padding": "same"},
    {"type": "relu"},
    {"type": "max-pool", "size": 2},
    {"type": "flatten"},
    {"type": "dense", "units": 3},
    {"type": "softmax"},
]


def shares(*shape):
    weights = generator.random((*shape, 3)) + 0.1
    return weights / weights.sum(-1, keepdims=True)


def cnn(path, bits):
    bits = bits if bits == "exact" else int(bits)
    kernels = generator.normal(size=(19, 3, 3, 3, 4)).astype(np.float32)
    maps = generator.random((19, 6, 6, 4)).astype(np.float32)
    kernels.tofile(f"{path}.kernels.f32")
    maps.tofile(f"{path}.activations.f32")
    with CnnTrace(
        path,
        frames=19,
        class_names=NAMES,
        image_shape=(6, 6, 3),
        layers=network((6, 6, 3), LAYERS),
        sampled=[3, 5],
        sampled_labels=[0, 2],
        activation_layer=1,
        watched={"title": "Test image 16", "index": 16, "label": 1},
        sampled_images=np.arange(2 * 108).reshape(2, 6, 6, 3),
        watched_image=np.full((6, 6, 3), 200),
        kernels=bits,
        activations=bits,
        parameters={"epochs": 18, "learning_rate": 0.001},
        steps=[10] * 18,
        train_count=200,
        validation_count=9,
        engine="PyTorch",
    ) as trace:
        for epoch in range(19):
            trace.append(
                metrics={"validation_loss": 2 / (1 + epoch), "validation_accuracy": 0.5}
                | ({"train_loss": float("inf"), "train_accuracy": 0.25} if epoch else {}),
                probabilities=shares(2),
                confusion=np.arange(9).reshape(3, 3) if epoch else np.zeros((3, 3)),
                kernels=kernels[epoch],
                activations=maps[epoch],
                watched_probabilities=shares(),
                step=epoch * 10,
                images_seen=epoch * 200,
                epoch_ms=100.5,
                learning_rate=0.001,
                batch_size=20,
            )
        trace.test(
            epoch=18,
            loss=0.5,
            accuracy=0.75,
            confusion=[[2, 0, 0], [0, 1, 0], [0, 1, 0]],
            probabilities=shares(4),
            labels=[0, 0, 1, 2],
        )


def npz(folder):
    frames = layouts(5)
    frames.tofile(f"{folder}/all.f32")
    for index, frame in enumerate(frames):
        np.savez_compressed(f"{folder}/emb_{index:04d}.npz", embedding=frame)
    np.save(f"{folder}/labels.npy", np.arange(POINTS) % 3)


def refuse(folder):
    def a_network(name="refused-cnn.zarr", **more):
        given = {"frames": 5, "class_names": NAMES, "image_shape": (6, 6, 3), "layers": network((6, 6, 3), LAYERS)}
        return CnnTrace(f"{folder}/{name}", **{**given, "overwrite": True, **more})

    def a_frame(**more):
        frame = {
            "metrics": {},
            "confusion": np.zeros((3, 3)),
            "kernels": np.zeros((3, 3, 3, 4)),
            "activations": np.zeros((6, 6, 4)),
            "watched_probabilities": [0.5, 0.25, 0.25],
        }
        return {**frame, **more}

    def a_layout(name="refused.zarr", **more):
        return UmapTrace(f"{folder}/{name}", **{"frames": 5, "points": 3, "overwrite": True, **more})

    known = {"np": np, "writer": writer, "folder": folder, "network": network, "NaN": np.nan}
    known |= {"a_network": a_network, "a_frame": a_frame, "a_layout": a_layout}
    told = []
    for line in json.load(sys.stdin):
        try:
            exec(line, dict(known))
            told.append("nothing was refused")
        except TraceError as error:
            told.append(str(error))
    print(json.dumps(told))


{"umap": umap, "grow": grow, "cnn": cnn, "npz": npz, "refuse": refuse}[sys.argv[1]](*sys.argv[2:])
