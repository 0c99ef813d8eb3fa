"""Records a PyTorch training: python3 pytorch_callback.py run.zarr

`TraceCallback` is what you take over: call it once before the training and after each epoch. The rest is a small network
and images of bars, rings and crosses that it learns to tell apart in seconds, without a download.
"""

import argparse
import os
import sys
import time

import numpy as np
import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from underhood_trace import CnnTrace, TraceError, dataset_hash, network


def describe(model, image_shape):
    """The layers of an nn.Sequential, as the trace lists them. image_shape: (height, width, channels)."""
    layers = []
    for index, module in enumerate(model):
        if isinstance(module, nn.Conv2d):
            size, stride, padding = module.kernel_size[0], module.stride, module.padding
            same = padding == "same" or padding == (size // 2, size // 2)
            if module.kernel_size != (size, size) or stride != (1, 1) or not (same or padding in ("valid", (0, 0))):
                raise TraceError(f"Layer {index}, {module}: the trace knows square kernels, stride 1, same or valid.")
            padding = "same" if same else "valid"
            layer = {"type": "conv2d", "filters": module.out_channels, "kernelSize": size, "padding": padding}
            layers.append({**layer, "bias": module.bias is not None})
        elif isinstance(module, nn.ReLU):
            layers.append({"type": "relu"})
        elif isinstance(module, nn.MaxPool2d):
            layers.append({"type": "max-pool", "size": int(module.kernel_size)})
        elif isinstance(module, (nn.Dropout, nn.Dropout2d)):
            layers.append({"type": "dropout", "rate": module.p})
        elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layers.append({"type": "batch-norm", "momentum": 1 - module.momentum, "epsilon": module.eps})
        elif isinstance(module, nn.Flatten):
            layers.append({"type": "flatten"})
        elif isinstance(module, nn.Linear):
            layers.append({"type": "dense", "units": module.out_features, "bias": module.bias is not None})
        else:
            raise TraceError(f"Layer {index}, {module}, has no name in the trace format.")
    # The model ends with logits, as PyTorch's cross-entropy wants; what is recorded comes after the softmax.
    return network(image_shape, [*layers, {"type": "softmax"}])


class TraceCallback:
    """Records an nn.Sequential that ends with logits. Images are [image, channel, height, width].

    `validation` and `test`: (images, labels). `sampled`: indices of test images whose probabilities are kept;
    `watched`: the one whose activation maps are kept; `kernel_layer`, `activation_layer`: indices into the model.
    More options are CnnTrace's.
    """

    def __init__(self, path, model, *, epochs, validation, test, class_names, sampled, watched, **options):
        self.model = model
        self.validation = validation
        self.test = test
        self.classes = len(class_names)
        channels, height, width = test[0].shape[1:]
        self.sampled = list(sampled)
        self.watched = watched
        self.kernel_layer = options.setdefault("kernel_layer", 0)
        self.activation_layer = options.setdefault("activation_layer", 0)
        self.trace = CnnTrace(
            path,
            frames=epochs + 1,
            class_names=class_names,
            image_shape=(height, width, channels),
            layers=describe(model, (height, width, channels)),
            sampled=self.sampled,
            sampled_labels=test[1][self.sampled].numpy(),
            watched={"title": f"Test image {watched}", "index": watched, "label": int(test[1][watched])},
            validation_count=len(validation[1]),
            engine={"engine": "PyTorch", "device": f"{test[0].device.type.upper()}, version {torch.__version__}"},
            **options,
        )

    @torch.no_grad()
    def __call__(self, *, train_loss=float("nan"), train_accuracy=float("nan"), **more):
        """One frame: the untrained network first, then one an epoch. `more`: CnnTrace.append's step, epoch_ms, …"""
        was_training = self.model.training
        self.model.eval()
        loss, accuracy, confusion = self.evaluate(*self.validation)
        picture = self.test[0][self.watched : self.watched + 1]
        maps = self.model[: self.activation_layer + 1](picture)[0]
        self.trace.append(
            metrics={
                "train_loss": train_loss,
                "train_accuracy": train_accuracy,
                "validation_loss": loss,
                "validation_accuracy": accuracy,
            },
            probabilities=self.model(self.test[0][self.sampled]).softmax(1).numpy(),
            confusion=confusion,
            # PyTorch: filter, channel, height, width. The trace: height, width, channel, filter.
            kernels=self.model[self.kernel_layer].weight.permute(2, 3, 1, 0).numpy(),
            activations=maps.permute(1, 2, 0).numpy(),
            watched_probabilities=self.model(picture).softmax(1)[0].numpy(),
            **more,
        )
        self.model.train(was_training)

    @torch.no_grad()
    def evaluate(self, images, labels):
        logits = self.model(images)
        loss = float(nn.functional.cross_entropy(logits, labels))
        predicted = logits.argmax(1)
        confusion = np.zeros((self.classes, self.classes), np.uint32)
        np.add.at(confusion, (labels.numpy(), predicted.numpy()), 1)
        return loss, float((predicted == labels).float().mean()), confusion

    @torch.no_grad()
    def close(self, epoch):
        """A test on all test images, and the end of the trace."""
        self.model.eval()
        loss, accuracy, confusion = self.evaluate(*self.test)
        probabilities = self.model(self.test[0]).softmax(1).numpy()
        labels = self.test[1].numpy()
        self.trace.test(
            epoch=epoch, loss=loss, accuracy=accuracy, confusion=confusion, probabilities=probabilities, labels=labels
        )
        self.trace.close()
        return accuracy


CLASS_NAMES = ["bar", "ring", "cross"]
SIZE = 12


def draw(count, generator):
    """`count` grey images [image, 1, SIZE, SIZE] from 0 to 1 with noise, and their classes."""
    y, x = np.mgrid[:SIZE, :SIZE]
    labels = generator.integers(0, len(CLASS_NAMES), count)
    images = np.empty((count, 1, SIZE, SIZE), np.float32)
    for image, label in zip(images, labels):
        dy, dx = y - generator.uniform(4.5, 6.5), x - generator.uniform(4.5, 6.5)
        bar = np.abs(dx) < 1.2
        ring = np.abs(np.hypot(dy, dx) - 3.5) < 1
        shape = (bar, ring, bar | (np.abs(dy) < 1.2))[label]
        image[0] = np.clip(0.7 * shape + generator.normal(0.15, 0.15, (SIZE, SIZE)), 0, 1)
    return torch.from_numpy(images), torch.from_numpy(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace", help="the folder to write: run.zarr")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--overwrite", action="store_true")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    generator = np.random.default_rng(given.seed)
    train, validation, test = (draw(count, generator) for count in (1200, 300, 300))
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(6 * 6 * 8, len(CLASS_NAMES)),
    )
    # These images are our own: they may be passed on with the trace.
    bytes_of = lambda images: np.rint(images.permute(0, 2, 3, 1).numpy() * 255).astype(np.uint8)
    sampled = list(range(12))
    batch, rate = 40, 0.002
    callback = TraceCallback(
        given.trace,
        model,
        epochs=given.epochs,
        validation=validation,
        test=test,
        class_names=CLASS_NAMES,
        sampled=sampled,
        watched=1,
        sampled_images=bytes_of(test[0][sampled]),
        watched_image=bytes_of(test[0][1:2])[0],
        train_count=len(train[1]),
        steps=[len(train[1]) // batch] * given.epochs,
        parameters={"epochs": given.epochs, "learning_rate": rate, "batch_size": batch},
        dataset={
            "name": "shapes",
            "title": "Bars, rings and crosses",
            "origin": "own",
            "hash": dataset_hash(*(part.numpy() for part in train)),
        },
        seed=given.seed,
        overwrite=given.overwrite,
    )
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    settings = {"learning_rate": rate, "batch_size": batch}
    callback(**settings)
    step = 0
    for _ in range(given.epochs):
        begin = time.perf_counter()
        losses, hits, seen = [], 0, 0
        order = torch.from_numpy(generator.permutation(len(train[1])))
        for chosen in order.split(batch):
            images, labels = train[0][chosen], train[1][chosen]
            logits = model(images)
            loss = nn.functional.cross_entropy(logits, labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
            losses.append(loss.item())
            hits += int((logits.argmax(1) == labels).sum())
            seen += len(labels)
        callback(
            train_loss=float(np.mean(losses)),
            train_accuracy=hits / seen,
            step=step,
            images_seen=step * batch,
            epoch_ms=(time.perf_counter() - begin) * 1000,
            **settings,
        )
    accuracy = callback.close(given.epochs)
    print(f"{given.trace}: {callback.trace.count} frames, {accuracy:.1%} of the test images right")


if __name__ == "__main__":
    main()
