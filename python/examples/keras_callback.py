"""Records a Keras training: `model.fit(..., callbacks=[TraceCallback("run.zarr", model, ...)])`.

Not tested by this project, which has no Keras on its machines: the writer and the order of the numbers are tested with
PyTorch, and Keras's order (height, width, channel, filter; channels last) is the trace's own. Written for Keras 3, and
for tf.keras 2 from 2.9 on.
"""

import os
import sys
import time

import keras
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from underhood_trace import CnnTrace, TraceError, network


def describe(model):
    """The layers of a Sequential model that ends with a softmax, and for each the Keras layer (None: an activation)."""
    rows, sources = [], []
    for layer in model.layers:
        config, kind = layer.get_config(), type(layer).__name__
        if kind == "InputLayer":
            continue
        if kind == "Conv2D":
            size = config["kernel_size"][0]
            if tuple(config["kernel_size"]) != (size, size) or tuple(config["strides"]) != (1, 1):
                raise TraceError(f"{layer.name}: the trace knows square kernels with stride 1.")
            row = {"type": "conv2d", "filters": config["filters"], "kernelSize": size, "padding": config["padding"]}
            row["bias"] = config["use_bias"]
        elif kind == "MaxPooling2D":
            row = {"type": "max-pool", "size": config["pool_size"][0]}
        elif kind == "BatchNormalization":
            row = {"type": "batch-norm", "momentum": config["momentum"], "epsilon": config["epsilon"]}
        elif kind == "Dropout":
            row = {"type": "dropout", "rate": config["rate"]}
        elif kind == "Flatten":
            row = {"type": "flatten"}
        elif kind == "Dense":
            row = {"type": "dense", "units": config["units"], "bias": config["use_bias"]}
        elif kind in ("ReLU", "Softmax"):
            row = {"type": kind.lower()}
        elif kind == "Activation" and config["activation"] in ("relu", "softmax"):
            row = {"type": config["activation"]}
        else:
            raise TraceError(f"{layer.name}, {kind}, has no name in the trace format.")
        rows.append(row)
        sources.append(layer)
        if kind in ("Conv2D", "Dense") and config["activation"] in ("relu", "softmax"):
            rows.append({"type": config["activation"]})
            sources.append(None)
    return network(tuple(model.input_shape[1:]), rows), sources


class TraceCallback(keras.callbacks.Callback):
    """Images are [image, height, width, channel] as the model takes them; labels are whole numbers.

    `kernel_layer` and `activation_layer` are indices into `describe(model)`; a convolution's own `activation=` counts
    as a layer after it, and its maps are what comes out of that. More options are CnnTrace's.
    """

    def __init__(self, path, model, *, epochs, validation, test, class_names, sampled, watched, **options):
        super().__init__()
        self.validation, self.test = validation, test
        self.classes = len(class_names)
        self.sampled, self.watched = list(sampled), watched
        layers, sources = describe(model)
        kernel_layer = options.setdefault("kernel_layer", 0)
        at = activation_layer = options.setdefault("activation_layer", 0)
        # An activation inside a convolution has no layer of its own: the convolution's output is its output.
        while sources[at] is None:
            at -= 1
        if at == activation_layer and at + 1 < len(sources) and sources[at + 1] is None:
            raise TraceError(f"Layer {at} has its activation built in: take activation_layer {at + 1}.")
        self.kernel_source = sources[kernel_layer]
        self.maps = keras.Model(model.inputs, sources[at].output)
        self.trace = CnnTrace(
            path,
            frames=epochs + 1,
            class_names=class_names,
            image_shape=test[0].shape[1:],
            layers=layers,
            sampled=self.sampled,
            sampled_labels=np.ravel(test[1])[self.sampled],
            watched={"title": f"Test image {watched}", "index": watched, "label": int(np.ravel(test[1])[watched])},
            validation_count=len(validation[1]),
            engine={"engine": "Keras", "device": keras.__version__},
            **options,
        )

    def on_train_begin(self, logs=None):
        self.frame({})

    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.frame(logs or {}, epoch_ms=(time.perf_counter() - self.began) * 1000)

    def on_train_end(self, logs=None):
        self.trace.close()

    def frame(self, logs, **more):
        images, labels = self.validation
        labels = np.ravel(labels).astype(int)
        predicted = self.model.predict(images, verbose=0)
        right = predicted[np.arange(len(labels)), labels]
        confusion = np.zeros((self.classes, self.classes), np.uint32)
        np.add.at(confusion, (labels, predicted.argmax(1)), 1)
        picture = self.test[0][self.watched : self.watched + 1]
        self.trace.append(
            metrics={
                "train_loss": logs.get("loss", np.nan),
                "train_accuracy": logs.get("accuracy", np.nan),
                "validation_loss": float(-np.log(np.maximum(right, 1e-7)).mean()),
                "validation_accuracy": float((predicted.argmax(1) == labels).mean()),
            },
            probabilities=self.model.predict(self.test[0][self.sampled], verbose=0),
            confusion=confusion,
            kernels=self.kernel_source.get_weights()[0],
            activations=self.maps.predict(picture, verbose=0)[0],
            watched_probabilities=self.model.predict(picture, verbose=0)[0],
            **more,
        )
