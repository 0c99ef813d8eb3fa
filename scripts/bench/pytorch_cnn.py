"""Times the article's network in PyTorch on the processor: one JSON object on standard output.

    pytorch_cnn.py steps FOLDER BATCH THREADS    epochs of steps of one size
    pytorch_cnn.py whole FOLDER SEED THREADS     the article's 48 epochs, then the test images

FOLDER holds train-images.bin (bytes, images x height x width x channels), train-labels.bin, the same for
test, and shape.json. Layers, initialisers, Adam and batch norm as Keras has them; images stay bytes, and a batch
is gathered and scaled in its step.
"""

import json
import os
import resource
import sys
import time

import numpy as np
import torch
from torch import nn

EPOCH_SECONDS = 4
EPOCHS = 4
RATE = 0.0005
DROPOUT = 0.25
VALIDATION = 2000


def load(folder, split, shape):
    images = np.fromfile(os.path.join(folder, f"{split}-images.bin"), np.uint8)
    images = images.reshape(-1, shape["height"], shape["width"], shape["channels"])
    labels = np.fromfile(os.path.join(folder, f"{split}-labels.bin"), np.uint8)
    return torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))


def network(shape):
    height, width = shape["height"] // 4, shape["width"] // 4
    model = nn.Sequential(
        nn.Conv2d(shape["channels"], 64, 5, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(DROPOUT),
        nn.Linear(64 * height * width, 256),
        nn.ReLU(),
        nn.BatchNorm1d(256, eps=0.001, momentum=0.01),
        nn.Linear(256, shape["classes"]),
    )
    first, second, dense, last = model[0], model[3], model[8], model[11]
    for convolution in (first, second):
        nn.init.trunc_normal_(convolution.weight, std=0.01, a=-0.02, b=0.02)
    # He's variance; Keras divides by the deviation of a normal that is cut off at two.
    std = (2 / dense.in_features) ** 0.5 / 0.87962566103423978
    nn.init.trunc_normal_(dense.weight, std=std, a=-2 * std, b=2 * std)
    nn.init.xavier_uniform_(last.weight)
    for layer in (first, second, dense, last):
        nn.init.zeros_(layer.bias)
    return model.to(memory_format=torch.channels_last)


def scale(images):
    """Values from -1 to 1, channels last in memory: PyTorch's convolutions are faster that way, by a tenth."""
    return images.float().div_(127.5).sub_(1).permute(0, 3, 1, 2)


class Batches:
    """Indices in a fresh order each pass over all of them."""

    def __init__(self, indices):
        self.indices, self.order, self.at = indices, None, len(indices)

    def next(self, size):
        parts = []
        while size > 0:
            if self.at == len(self.indices):
                self.order, self.at = self.indices[torch.randperm(len(self.indices))], 0
            part = self.order[self.at : self.at + size]
            parts.append(part)
            self.at += len(part)
            size -= len(part)
        return torch.cat(parts)


class Learner:
    def __init__(self, folder, seed):
        torch.manual_seed(seed)
        with open(os.path.join(folder, "shape.json")) as file:
            self.shape = json.load(file)
        self.images, self.labels = load(folder, "train", self.shape)
        self.model = network(self.shape)
        self.adam = torch.optim.Adam(self.model.parameters(), lr=RATE, eps=1e-7)
        self.loss = nn.CrossEntropyLoss()
        train, self.validation = self.split()
        self.batches = Batches(train)

    def split(self):
        """The same share of every class for validation."""
        share = VALIDATION / len(self.labels)
        aside = [
            own[torch.randperm(len(own))[: round(share * len(own))]]
            for own in (torch.nonzero(self.labels == c)[:, 0] for c in range(self.shape["classes"]))
        ]
        validation = torch.cat(aside)
        mask = torch.ones(len(self.labels), dtype=torch.bool)
        mask[validation] = False
        return torch.nonzero(mask)[:, 0], validation

    def step(self, size):
        """One update; the loss and the hits of the batch, as our engines keep them."""
        batch = self.batches.next(size)
        truth = self.labels[batch]
        self.adam.zero_grad(set_to_none=True)
        logits = self.model(scale(self.images[batch]))
        loss = self.loss(logits, truth)
        loss.backward()
        self.adam.step()
        return loss.item(), int((logits.argmax(1) == truth).sum())

    def epoch(self, steps, size):
        """Seconds that it took."""
        self.model.train()
        start = time.perf_counter()
        for _ in range(steps):
            self.step(size)
        return time.perf_counter() - start

    def test(self, images, labels):
        """Mean loss and accuracy."""
        self.model.eval()
        loss, hits = 0, 0
        with torch.no_grad():
            for at in range(0, len(images), 100):
                truth = labels[at : at + 100]
                logits = self.model(scale(images[at : at + 100]))
                loss += self.loss(logits, truth).item() * len(truth)
                hits += int((logits.argmax(1) == truth).sum())
        return loss / len(images), hits / len(images)


def steps(folder, batch):
    learner = Learner(folder, 24)
    learner.epoch(5, batch)
    per_epoch = max(2, min(1000, round(EPOCH_SECONDS / (learner.epoch(5, batch) / 5))))
    learner.epoch(per_epoch, batch)
    taken = sorted(learner.epoch(per_epoch, batch) / per_epoch for _ in range(EPOCHS))
    return {
        "stepMs": 1000 * taken[(EPOCHS - 1) // 2],
        "fastestStepMs": 1000 * taken[0],
        "stepsPerEpoch": per_epoch,
        "epochs": EPOCHS,
    }


def whole(folder, seed):
    learner = Learner(folder, seed)
    test = load(folder, "test", learner.shape)
    aside = learner.images[learner.validation], learner.labels[learner.validation]
    start, train_seconds, count, images = time.perf_counter(), 0, 0, 0
    learner.test(*aside)
    for epoch in range(48):
        size, own = (epoch // 6 + 1) * 10, (2 * epoch + 1) * 5
        train_seconds += learner.epoch(own, size)
        count += own
        images += own * size
        _, accuracy = learner.test(*aside)
        if epoch % 6 == 5:
            print(f"  epoch {epoch + 1}: validation accuracy {accuracy:.3f}", file=sys.stderr)
    seconds = time.perf_counter() - start
    loss, test_accuracy = learner.test(*test)
    return {
        "seconds": seconds,
        "trainSeconds": train_seconds,
        "steps": count,
        "images": images,
        "validationAccuracy": accuracy,
        "testAccuracy": test_accuracy,
        "testLoss": loss,
        "frames": 49,
    }


def blas():
    """What multiplies matrices: without an optimised library a step takes twice as long."""
    try:
        with open("/proc/self/maps") as file:
            loaded = file.read()
    except OSError:
        return "unknown BLAS"
    known = {"libopenblas": "OpenBLAS", "libmkl_": "MKL", "libblis": "BLIS", "libatlas": "ATLAS"}
    found = [title for library, title in known.items() if library in loaded]
    return found[0] if found else "reference BLAS"


def main():
    what, folder, number, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    told = {"steps": steps, "whole": whole}[what](folder, number)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    version = torch.__version__.split("+")[0]
    about = {"engine": "pytorch", "adapter": f"PyTorch {version}, {blas()}"}
    print(json.dumps({**about, "threads": threads, "peakBytes": peak, **told}))


if __name__ == "__main__":
    main()
