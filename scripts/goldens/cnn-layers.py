"""Goldens of the CNN engines, from PyTorch in float64: each layer forward and backward, and five Adam steps of a tiny network.

Run with a Python that has torch (Debian: apt-get install python3-torch):

    /usr/bin/python3 scripts/goldens/cnn-layers.py

Writes workers/cnn/goldens/layers.json and workers/cnn/goldens/adam.json. Images are NHWC, kernels height × width ×
channels × filters, dense kernels inputs × units: as in Keras. Inputs come from the generator below, seed 11, as
multiples of 1/64, so that float32 holds them exactly.

Where Keras and PyTorch differ, Keras rules: batch norm's running variance takes the batch's biased variance
(Keras on vectors; PyTorch corrects it), and Adam's ε is added to √v before the bias correction («ε hat»).
"""

import json
import os

import torch
import torch.nn.functional as F

FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "workers", "cnn", "goldens")
LIBRARY = f"PyTorch {torch.__version__}, float64"
SOURCE = "scripts/goldens/cnn-layers.py"
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
    spec = {"type": "conv2d", "filters": filters, "kernelSize": size, "padding": padding}
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
            case("dense", "x @ kernel + bias", {"type": "dense", "units": 4},
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


def adam():
    """SEED's network in small: the same layers in the same order, dropout 0."""
    height, width, channels, classes, batch, steps = 8, 8, 3, 10, 4, 5
    rate, beta1, beta2, epsilon = 0.0005, 0.9, 0.999, 1e-7
    momentum, bn_epsilon = 0.99, 0.001
    init = {"init": {"type": "glorot-uniform"}}
    specs = [
        {"type": "conv2d", "filters": 4, "kernelSize": 5, "padding": "same", **init},
        {"type": "relu"},
        {"type": "max-pool", "size": 2},
        {"type": "conv2d", "filters": 5, "kernelSize": 3, "padding": "same", **init},
        {"type": "relu"},
        {"type": "max-pool", "size": 2},
        {"type": "flatten"},
        {"type": "dropout", "rate": 0.25},
        {"type": "dense", "units": 8, **init},
        {"type": "relu"},
        {"type": "batch-norm", "momentum": momentum, "epsilon": bn_epsilon},
        {"type": "dense", "units": classes, **init},
        {"type": "softmax"},
    ]
    weights = {
        "conv2d/kernel": draw(5, 5, 3, 4, scale=0.125), "conv2d/bias": draw(4, scale=0.125),
        "conv2d_1/kernel": draw(3, 3, 4, 5, scale=0.125), "conv2d_1/bias": draw(5, scale=0.125),
        "dense/kernel": draw(20, 8, scale=0.25), "dense/bias": draw(8, scale=0.125),
        "batch_normalization/gamma": torch.ones(8, dtype=torch.float64),
        "batch_normalization/beta": torch.zeros(8, dtype=torch.float64),
        "batch_normalization/moving_mean": torch.zeros(8, dtype=torch.float64),
        "batch_normalization/moving_variance": torch.ones(8, dtype=torch.float64),
        "dense_1/kernel": draw(8, classes, scale=0.25), "dense_1/bias": draw(classes, scale=0.125),
    }
    count = batch * steps
    images = torch.tensor([uniform(256) for _ in range(count * height * width * channels)], dtype=torch.uint8)
    images = images.reshape(count, height, width, channels)
    labels = torch.tensor([uniform(classes) for _ in range(count)])
    trainable = [name for name in weights if "/moving" not in name]
    for name in trainable:
        weights[name] = weights[name].clone().requires_grad_()
    before = {name: tensor(value) for name, value in weights.items()}

    def forward(x, training):
        w = weights
        x = x.to(torch.float64) / 127.5 - 1
        x = max_pool(torch.relu(conv2d(x, w["conv2d/kernel"], w["conv2d/bias"], "same")), 2)
        x = max_pool(torch.relu(conv2d(x, w["conv2d_1/kernel"], w["conv2d_1/bias"], "same")), 2)
        x = torch.relu(x.reshape(len(x), -1) @ w["dense/kernel"] + w["dense/bias"])
        bn = "batch_normalization/"
        mean, variance = w[bn + "moving_mean"], w[bn + "moving_variance"]
        if training:
            mean, variance = moments(x)
            for name, value in (("moving_mean", mean), ("moving_variance", variance)):
                w[bn + name] = momentum * w[bn + name] + (1 - momentum) * value.detach()
        x = batch_norm(x, w[bn + "gamma"], w[bn + "beta"], mean, variance, bn_epsilon)
        return x @ w["dense_1/kernel"] + w["dense_1/bias"]

    m = {name: torch.zeros_like(weights[name]) for name in trainable}
    v = {name: torch.zeros_like(weights[name]) for name in trainable}
    losses, correct, gradients = [], [], {}
    for step in range(1, steps + 1):
        these = slice((step - 1) * batch, step * batch)
        logits = forward(images[these], True)
        loss = F.cross_entropy(logits, labels[these])
        losses.append(loss.item())
        correct.append(int((logits.argmax(1) == labels[these]).sum()))
        found = torch.autograd.grad(loss, [weights[name] for name in trainable])
        scale = rate * (1 - beta2**step) ** 0.5 / (1 - beta1**step)
        for name, gradient in zip(trainable, found):
            m[name] = beta1 * m[name] + (1 - beta1) * gradient
            v[name] = beta2 * v[name] + (1 - beta2) * gradient**2
            with torch.no_grad():
                weights[name] -= scale * m[name] / (torch.sqrt(v[name]) + epsilon)
        if step == 1:
            gradients = {name: tensor(g) for name, g in zip(trainable, found)}
    write("adam.json", {
        "expression": "torch.autograd.grad of the mean cross-entropy; Adam as Keras: β₁ 0.9, β₂ 0.999, ε 1e-7",
        "input": {"height": height, "width": width, "channels": channels},
        "classes": classes, "layers": specs, "learningRate": rate, "batch": batch,
        "images": images.flatten().tolist(), "labels": labels.tolist(),
        "weights": before, "losses": losses, "correct": correct, "gradients": gradients,
        "weightsAfter": {name: tensor(value) for name, value in weights.items()},
        "probabilitiesAfter": tensor(torch.softmax(forward(images[:batch], False), 1)),
    })


layers()
adam()
