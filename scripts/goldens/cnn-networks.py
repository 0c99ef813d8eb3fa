"""Small networks, forward and back, by PyTorch: what every training engine is held to.

    /usr/bin/python3 scripts/goldens/cnn-networks.py

writes workers/cnn/goldens/networks.json. Images, labels and weights come from formulas that the test repeats, so that only
results are stored: the loss of each of five steps of PyTorch's Adam, the first step's gradients, the weights after the fifth (of
networks without batch norm), and the probabilities with their running statistics. Keras adds epsilon to the root of the second moment before the correction of its
bias, PyTorch after it: what is epsilon to Keras is given to PyTorch divided by that correction.
"""

import base64
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

NORMAL = {"type": "truncated-normal", "stddev": 0.1}


def conv(filters, size, padding="same"):
    return {"type": "conv2d", "filters": filters, "kernelSize": size, "padding": padding, "init": NORMAL}


def dense(units):
    return {"type": "dense", "units": units, "init": NORMAL}


RELU = {"type": "relu"}
FLATTEN = {"type": "flatten"}
SOFTMAX = {"type": "softmax"}
NORM = {"type": "batch-norm", "momentum": 0.9, "epsilon": 0.001}


def pool(size):
    return {"type": "max-pool", "size": size}


NETWORKS = {
    "the article's, small": {
        "input": [12, 12, 3],
        "layers": [conv(12, 5), RELU, pool(2), conv(10, 3), RELU, pool(2), FLATTEN, dense(20), RELU, NORM, dense(4), SOFTMAX],
    },
    "grey, valid, odd sizes": {
        "input": [13, 11, 1],
        "layers": [conv(5, 3, "valid"), RELU, pool(2), conv(9, 3, "valid"), RELU, FLATTEN, dense(4), SOFTMAX],
    },
    "convolutions in a row, norm of maps, pooling without relu": {
        "input": [9, 9, 3],
        "layers": [conv(8, 3), conv(6, 4), RELU, NORM, pool(3), FLATTEN, dense(7), dense(4), SOFTMAX],
    },
    "convolution into flatten": {
        "input": [6, 6, 1],
        "layers": [conv(4, 3), RELU, conv(3, 3), FLATTEN, dense(4), SOFTMAX],
    },
    "dense alone": {
        "input": [5, 6, 3],
        "layers": [FLATTEN, dense(9), RELU, dense(4), SOFTMAX],
    },
    "pooling first": {
        "input": [8, 8, 3],
        "layers": [pool(2), conv(4, 2), RELU, pool(2), FLATTEN, NORM, dense(4), SOFTMAX],
    },
}
CLASSES = 4
COUNT = 12
BATCH = 6
STEPS = 5
RATE = 0.01
EPSILON = 1e-7


def shapes(network):
    """Every weight's name in the plan's order, with its shape."""
    height, width, channels = network["input"]
    flat, counts, result = None, {}, []
    names = {"conv2d": "conv2d", "dense": "dense", "batch-norm": "batch_normalization"}
    for layer in network["layers"]:
        kind = layer["type"]
        if kind in names:
            n = counts.get(kind, 0)
            counts[kind] = n + 1
            name = names[kind] + (f"_{n}" if n else "")
        if kind == "conv2d":
            k = layer["kernelSize"]
            result += [(name + "/kernel", (k, k, channels, layer["filters"])), (name + "/bias", (layer["filters"],))]
            channels = layer["filters"]
            if layer["padding"] == "valid":
                height, width = height - k + 1, width - k + 1
        elif kind == "max-pool":
            height, width = height // layer["size"], width // layer["size"]
        elif kind == "flatten":
            flat = height * width * channels
        elif kind == "dense":
            result += [(name + "/kernel", (flat, layer["units"])), (name + "/bias", (layer["units"],))]
            flat = layer["units"]
        elif kind == "batch-norm":
            size = flat if flat else channels
            result += [(f"{name}/{role}", (size,)) for role in ("gamma", "beta", "moving_mean", "moving_variance")]
    return result


def wave(index, size):
    """The test's formula: numbers in -1..1 that look like none in particular."""
    return np.sin(12.9898 * (np.arange(size) + 1) + 78.233 * (index + 1))


def start(name, shape, index):
    values = wave(index, int(np.prod(shape)))
    if name.endswith("gamma"):
        values = 1 + 0.2 * values
    elif name.endswith("moving_variance"):
        values = 1 + 0.5 * values
    else:
        values = 0.3 * values
    return values.astype(np.float32).reshape(shape)


def main():
    torch.set_num_threads(1)
    goldens = []
    for title, network in NETWORKS.items():
        height, width, channels = network["input"]
        size = COUNT * height * width * channels
        pixels = ((np.arange(size) * 7919) % 251).astype(np.uint8)
        images = torch.tensor(pixels.reshape(COUNT, height, width, channels)).double() / 127.5 - 1
        labels = torch.tensor((np.arange(COUNT) * 5) % CLASSES)
        weights = {
            name: torch.tensor(start(name, shape, i)).double().requires_grad_("moving" not in name)
            for i, (name, shape) in enumerate(shapes(network))
        }
        trained = [name for name in weights if "moving" not in name]
        adam = torch.optim.Adam([weights[name] for name in trained], lr=RATE, betas=(0.9, 0.999))
        losses, gradients = [], None
        for step in range(1, STEPS + 1):
            batch = torch.tensor([(step * 3 + i) % COUNT for i in range(BATCH)])
            loss = F.cross_entropy(forward(network, weights, images[batch], True), labels[batch])
            losses.append(loss.item())
            adam.zero_grad()
            loss.backward()
            if gradients is None:
                gradients = {name: weights[name].grad.clone() for name in trained}
            adam.param_groups[0]["eps"] = EPSILON / np.sqrt(1 - 0.999**step)
            adam.step()
        with torch.no_grad():
            probabilities = F.softmax(forward(network, weights, images, False), 1)
        goldens.append(
            {
                "title": title,
                **network,
                "losses": losses,
                "gradients": {name: pack(value) for name, value in gradients.items()},
                # Batch norm takes some biases' effect away: rounding decides the sign of their gradients, and Adam steps by it.
                **({} if NORM in network["layers"] else {"weightsAfter": {n: pack(w) for n, w in weights.items()}}),
                "probabilities": pack(probabilities),
            }
        )
    target = Path(__file__).parents[2] / "workers" / "cnn" / "goldens" / "networks.json"
    target.parent.mkdir(exist_ok=True)
    source = f"scripts/goldens/cnn-networks.py, PyTorch {torch.__version__.split('+')[0]}, float64"
    content = {"source": source, "classes": CLASSES, "count": COUNT, "batch": BATCH, "learningRate": RATE, "networks": goldens}
    target.write_text(json.dumps(content) + "\n")
    print(target, target.stat().st_size)


def forward(network, weights, images, training):
    """Logits. `images`: count x height x width x channels."""
    h = images.permute(0, 3, 1, 2)
    names = iter([name.rsplit("/", 1)[0] for name in weights if name.endswith(("/kernel", "/gamma"))])
    for layer in network["layers"]:
        kind = layer["type"]
        if kind == "conv2d":
            name = next(names)
            k = layer["kernelSize"]
            if layer["padding"] == "same":
                before, after = (k - 1) // 2, k // 2
                h = F.pad(h, (before, after, before, after))
            h = F.conv2d(h, weights[name + "/kernel"].permute(3, 2, 0, 1), weights[name + "/bias"])
        elif kind == "relu":
            h = F.relu(h)
        elif kind == "max-pool":
            h = F.max_pool2d(h, layer["size"])
        elif kind == "flatten":
            h = h.permute(0, 2, 3, 1).reshape(len(h), -1)
        elif kind == "dense":
            name = next(names)
            h = h @ weights[name + "/kernel"] + weights[name + "/bias"]
        elif kind == "batch-norm":
            name = next(names)
            axes = (0, 2, 3) if h.dim() == 4 else (0,)
            view = (1, -1, 1, 1) if h.dim() == 4 else (1, -1)
            mean, variance = weights[name + "/moving_mean"], weights[name + "/moving_variance"]
            if training:
                m = layer["momentum"]
                own = h.mean(axes), h.var(axes, unbiased=False)
                with torch.no_grad():
                    mean.mul_(m).add_((1 - m) * own[0])
                    variance.mul_(m).add_((1 - m) * own[1])
                mean, variance = own
            h = (h - mean.view(view)) / (variance.view(view) + layer["epsilon"]).sqrt()
            h = h * weights[name + "/gamma"].view(view) + weights[name + "/beta"].view(view)
    return h


def pack(values):
    """float32, little-endian, base64."""
    return base64.b64encode(values.detach().numpy().astype("<f4").tobytes()).decode()


main()
