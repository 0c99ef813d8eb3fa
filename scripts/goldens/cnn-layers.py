"""Goldens of the CNN engines, from PyTorch in float64: each layer forward and backward.

Run with a Python that has torch (Debian: apt-get install python3-torch):

    /usr/bin/python3 scripts/goldens/cnn-layers.py

Writes workers/cnn/goldens/layers.json. Images are NHWC, kernels height × width ×
channels × filters, dense kernels inputs × units: as in Keras. Inputs come from the generator below, seed 11, as
multiples of 1/64, so that float32 holds them exactly.

Where Keras and PyTorch differ, Keras rules: batch norm's running variance takes the batch's biased variance
(Keras on vectors; PyTorch corrects it).
"""

import json
import os

import torch
import torch.nn.functional as F

FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "workers", "cnn", "goldens")
LIBRARY = f"PyTorch {torch.__version__}, float64"
SOURCE = "scripts/goldens/cnn-layers.py"
# What a specification says; the weights here are drawn all the same.
INIT = {"type": "glorot-uniform"}
state = 11


def uniform(n):
    """An integer in [0, n): the high half of a linear congruential generator."""
    global state
    state = (1664525 * state + 1013904223) % 2**32
    return (state >> 16) * n >> 16


def draw(*shape, scale=1.0):
    """Multiples of scale / 64 in [-2 · scale, 2 · scale)."""
    count = torch.Size(shape).numel()
    values = [scale * (uniform(256) - 128) / 64 for _ in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def tensor(values):
    data = [float(f"{v:.8g}") for v in values.detach().flatten().tolist()]
    return {"shape": list(values.shape), "data": [int(v) if v == int(v) else v for v in data]}


def write(name, golden):
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
        json.dump({"source": SOURCE, "library": LIBRARY, **golden}, file, separators=(",", ":"), ensure_ascii=False)
        file.write("\n")


def conv2d(x, kernel, bias, padding):
    y = F.conv2d(x.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), bias, padding=padding)
    return y.permute(0, 2, 3, 1)


def max_pool(x, size):
    return F.max_pool2d(x.permute(0, 3, 1, 2), size).permute(0, 2, 3, 1)


def batch_norm(x, gamma, beta, mean, variance, epsilon):
    return (x - mean) / torch.sqrt(variance + epsilon) * gamma + beta


def moments(x):
    axes = tuple(range(x.dim() - 1))
    return x.mean(axes), x.var(axes, unbiased=False)


def case(name, expression, spec, forward, x, weights, extra=None):
    """Forward and backward of one layer, from a drawn gradient of its output."""
    leaves = {key: value.clone().requires_grad_() for key, value in weights.items()}
    x = x.clone().requires_grad_()
    y = forward(x, **leaves)
    upstream = draw(*y.shape)
    y.backward(upstream)
    return {
        "name": name,
        "expression": expression,
        "spec": spec,
        "input": tensor(x),
        "weights": {key: tensor(value) for key, value in weights.items()},
        "output": tensor(y),
        "outputGradient": tensor(upstream),
        "inputGradient": tensor(x.grad),
        "weightGradients": {key: tensor(leaf.grad) for key, leaf in leaves.items()},
        **(extra or {}),
    }


def conv_case(size, padding, shape, filters):
    spec = {"type": "conv2d", "filters": filters, "kernelSize": size, "padding": padding, "init": INIT}
    weights = {"kernel": draw(size, size, shape[3], filters, scale=0.25), "bias": draw(filters)}
    expression = f"torch.nn.functional.conv2d(x, kernel, bias, padding='{padding}')"
    return case(f"conv2d {size} × {size} {padding}", expression, spec,
                lambda x, kernel, bias: conv2d(x, kernel, bias, padding), draw(*shape), weights)


def batch_norm_cases(name, shape):
    momentum, epsilon = 0.99, 0.001
    spec = {"type": "batch-norm", "momentum": momentum, "epsilon": epsilon}
    channels = shape[-1]
    x = draw(*shape)
    weights = {"gamma": draw(channels, scale=0.5) + 1.5, "beta": draw(channels)}
    running = {"moving-mean": draw(channels), "moving-variance": draw(channels, scale=0.25) + 1}
    mean, variance = moments(x)
    after = {"moving-mean": momentum * running["moving-mean"] + (1 - momentum) * mean,
             "moving-variance": momentum * running["moving-variance"] + (1 - momentum) * variance}
    extra = {"running": {key: tensor(value) for key, value in running.items()}}
    yield case(f"batch norm {name}, training", "(x - mean) / sqrt(biased variance + ε) · gamma + beta", spec,
               lambda x, gamma, beta: batch_norm(x, gamma, beta, *moments(x), epsilon), x, weights,
               {**extra, "training": True, "runningAfter": {key: tensor(value) for key, value in after.items()}})
    yield case(f"batch norm {name}, evaluation", "(x - moving mean) / sqrt(moving variance + ε) · gamma + beta", spec,
               lambda x, gamma, beta: batch_norm(x, gamma, beta, running["moving-mean"], running["moving-variance"], epsilon),
               x, weights, {**extra, "training": False})


def cross_entropy_case():
    logits = draw(5, 4).requires_grad_()
    labels = torch.tensor([uniform(4) for _ in range(5)])
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    return {"expression": "torch.nn.functional.cross_entropy(logits, labels)", "logits": tensor(logits),
            "labels": labels.tolist(), "probabilities": tensor(torch.softmax(logits, 1)), "loss": loss.item(),
            "correct": int((logits.argmax(1) == labels).sum()), "logitsGradient": tensor(logits.grad)}


def layers():
    dense = {"kernel": draw(6, 4, scale=0.25), "bias": draw(4)}
    write("layers.json", {
        "layers": [
            conv_case(5, "same", (2, 6, 7, 3), 4),
            conv_case(5, "valid", (2, 7, 6, 3), 4),
            conv_case(3, "same", (2, 5, 4, 5), 3),
            conv_case(3, "valid", (2, 5, 6, 2), 3),
            case("relu", "torch.relu(x)", {"type": "relu"}, torch.relu, draw(2, 3, 3, 2), {}),
            case("max-pool 2, sizes even", "torch.nn.functional.max_pool2d(x, 2)", {"type": "max-pool", "size": 2},
                 lambda x: max_pool(x, 2), distinct(2, 4, 6, 3), {}),
            case("max-pool 2, sizes odd", "torch.nn.functional.max_pool2d(x, 2)", {"type": "max-pool", "size": 2},
                 lambda x: max_pool(x, 2), distinct(2, 5, 7, 3), {}),
            case("dense", "x @ kernel + bias", {"type": "dense", "units": 4, "init": INIT},
                 lambda x, kernel, bias: x @ kernel + bias, draw(5, 6), dense),
            *batch_norm_cases("of vectors", (6, 5)),
            *batch_norm_cases("of maps", (2, 3, 4, 3)),
        ],
        "crossEntropy": cross_entropy_case(),
    })


def distinct(*shape):
    """No two alike: with ties, which of them pooling takes is not defined."""
    count = torch.Size(shape).numel()
    values = list(range(count))
    for i in range(count - 1, 0, -1):
        j = uniform(i + 1)
        values[i], values[j] = values[j], values[i]
    return (torch.tensor(values, dtype=torch.float64).reshape(shape) - count // 2) / 64


layers()
