"""Writes UMAP layouts and CNN trainings as traces that underhood's player shows, also while they are written.

One file, to be copied beside your own code. It needs numpy and zarr (2.13 or later, 3 too), and writes what
docs/trace-format.md describes: Zarr 2, through the library, and beside it the metadata of Zarr 3 for the same chunks.

    with UmapTrace("run.zarr", frames=201, labels=labels) as trace:
        for embedding in layouts:
            trace.append(embedding)

    python3 underhood_trace.py import emb_*.npz --labels labels.npy run.zarr
    python3 underhood_trace.py zip run.zarr

What cannot be written is refused with a TraceError that says where; what was written before stays whole.
"""

import argparse
import datetime
import hashlib
import json
import os
import re
import shutil
import sys
import time
import zipfile

import numcodecs
import numpy as np
import zarr

FORMAT = "underhood-trace"
VERSION = 1

# Frames of a chunk: few enough to be there soon, many enough for differences to pay.
CHUNK = 16
# Every so manieth frame is in `preview`, in so many bits, so many of them in a chunk.
PREVIEW_EVERY, PREVIEW_BITS, PREVIEW_CHUNK = 8, 7, 8
# zlib's; higher costs time and wins nothing on numbers this noisy. Browsers unpack gzip without code of ours.
GZIP_LEVEL = 6
# A layout's grid is given up for a finer one when the layout has shrunk to less than this share of it,
# and a new one leaves this share of the layout's width free on either side.
SHRUNK, MARGIN = 0.7, 0.05

UMAP_PARAMETERS = {
    "n_neighbors": "nNeighbors",
    "min_dist": "minDist",
    "spread": "spread",
    "n_epochs": "nEpochs",
    "learning_rate": "learningRate",
    "negative_sample_rate": "negativeSampleRate",
    "init": "init",
    "metric": "metric",
}
CNN_PARAMETERS = {
    "epochs": "epochs",
    "steps_per_epoch": "stepsPerEpoch",
    "validation": "validation",
    "learning_rate": "learningRate",
    "dropout": "dropout",
    "batch_size": "batchSize",
}
CHOICES = {
    "init": ("spectral", "random", "pca"),
    "metric": ("euclidean", "cosine", "manhattan", "correlation"),
    "origin": ("real", "drawn", "own"),
    "split": ("train", "test"),
}
DATASET = ("name", "title", "origin", "split", "shape", "count", "available", "hash", "attribution")
METRICS = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")


class TraceError(ValueError):
    """What cannot be written, with a sentence that says why and where."""


def dataset_hash(*arrays):
    """SHA-256 that identifies these images and labels: `dataset={"hash": dataset_hash(images, labels)}`."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def network(image_shape, layers):
    """A network as `CnnTrace` takes it: names, output shapes and numbers of parameters are worked out.

    `image_shape` is (height, width, channels). `layers` are, in their order, dicts such as
    {"type": "conv2d", "filters": 32, "kernelSize": 3, "padding": "same"}, {"type": "relu"},
    {"type": "max-pool", "size": 2}, {"type": "batch-norm"}, {"type": "dropout", "rate": 0.25},
    {"type": "flatten"}, {"type": "dense", "units": 10} and {"type": "softmax"}. Convolutions have stride 1 and,
    like dense layers, a bias unless they say {"bias": False}.
    """
    shape = [int(length) for length in image_shape]
    known = {
        "conv2d": "conv2d",
        "relu": "re_lu",
        "max-pool": "max_pooling2d",
        "batch-norm": "batch_normalization",
        "dropout": "dropout",
        "flatten": "flatten",
        "dense": "dense",
        "softmax": "softmax",
    }
    seen = {}
    rows = []
    for index, given in enumerate(layers):
        spec = dict(given)
        kind = spec.get("type")
        where = f"layer {index} of the network"
        if kind not in known:
            raise TraceError(f"{where} is of type {kind!r}; there are {', '.join(known)}.")
        needed = {"conv2d": ("filters", "kernelSize"), "max-pool": ("size",), "dense": ("units",)}
        for key in needed.get(kind, ()):
            if not isinstance(spec.get(key), int) or spec[key] < 1:
                raise TraceError(f"{where}, {kind}, needs {key!r}, a whole number from 1 on.")
        if kind in ("conv2d", "max-pool") and len(shape) != 3:
            raise TraceError(f"{where}, {kind}, comes after the image was flattened.")
        bias = 1 if spec.pop("bias", True) else 0
        parameters = trainable = 0
        if kind == "conv2d":
            size = spec["kernelSize"]
            spec.setdefault("padding", "valid")
            spec.setdefault("init", {"type": "glorot-uniform"})
            lost = 0 if spec["padding"] == "same" else size - 1
            parameters = trainable = (size * size * shape[2] + bias) * spec["filters"]
            shape = [shape[0] - lost, shape[1] - lost, spec["filters"]]
        elif kind == "max-pool":
            shape = [shape[0] // spec["size"], shape[1] // spec["size"], shape[2]]
        elif kind == "flatten":
            shape = [int(np.prod(shape))]
        elif kind == "dense":
            spec.setdefault("init", {"type": "glorot-uniform"})
            parameters = trainable = (shape[-1] + bias) * spec["units"]
            shape = [*shape[:-1], spec["units"]]
        elif kind == "batch-norm":
            spec = {"momentum": 0.99, "epsilon": 0.001, **spec}
            parameters, trainable = 4 * shape[-1], 2 * shape[-1]
        elif kind == "dropout":
            spec.setdefault("rate", 0)
        if min(shape) < 1:
            raise TraceError(f"{where}, {kind}, leaves nothing of its input: {shape}.")
        count = seen.get(kind, 0)
        seen[kind] = count + 1
        rows.append(
            {
                "name": known[kind] + (f"_{count}" if count else ""),
                "spec": spec,
                "outputShape": list(shape),
                "parameters": parameters,
                "trainable": trainable,
            }
        )
    return rows


# --- arrays ---------------------------------------------------------------------------------------------------------

ZARR_3 = int(zarr.__version__.split(".")[0]) >= 3


def _new_root(path):
    if ZARR_3:
        return zarr.open_group(zarr.storage.LocalStore(path), mode="w", zarr_format=2)
    return zarr.open_group(zarr.storage.DirectoryStore(path), mode="w")


def _folder_of(root):
    return os.fspath(root.store.root) if ZARR_3 else root.store.path


def _new_array(root, name, dimensions, shape, chunks, dtype, delta=False, attributes=None):
    dtype = np.dtype(dtype).newbyteorder("<")
    # A sampled image or class may be missing altogether, but Zarr has no chunks of length 0.
    chunks = tuple(max(1, length) for length in chunks)
    filters = []
    if delta:
        filters.append(numcodecs.Delta(dtype=dtype.str))
    if dtype.itemsize > 1:
        filters.append(numcodecs.Shuffle(elementsize=dtype.itemsize))
    given = {
        "shape": shape,
        "chunks": chunks,
        "dtype": dtype,
        "fill_value": 0,
        # In Fortran order the frames of a coordinate lie side by side, and differ little.
        "order": "F" if delta else "C",
        "filters": filters or None,
    }
    packed = numcodecs.GZip(level=GZIP_LEVEL)
    # A chunk of zeros is a chunk: to a reader one that is not there is missing.
    if ZARR_3:
        config = {"write_empty_chunks": True}
        array = root.create_array(name, compressors=packed, config=config, **given)
    else:
        array = root.create_dataset(name, compressor=packed, write_empty_chunks=True, **given)
    array.attrs.put({**(attributes or {}), "_ARRAY_DIMENSIONS": list(dimensions)})
    _write_v3(os.path.join(_folder_of(root), name), _array_v3(dimensions, shape, chunks, dtype, delta, attributes))
    return array


def _write_v3(path, metadata):
    """Metadata of Zarr 3 for what is there in Zarr 2: browsers look for it first. Beside it first, so that nobody reads
    half of it."""
    path = os.path.join(path, "zarr.json")
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        json.dump({"zarr_format": 3, **metadata}, file, allow_nan=False)
    os.replace(f"{path}.part", path)


def _array_v3(dimensions, shape, chunks, dtype, delta, attributes):
    codecs = []
    if delta:
        order = list(reversed(range(len(shape))))
        codecs.append({"name": "transpose", "configuration": {"order": order}})
        codecs.append({"name": "numcodecs.delta", "configuration": {"dtype": dtype.str, "astype": dtype.str}})
    wide = dtype.itemsize > 1
    codecs.append({"name": "bytes", **({"configuration": {"endian": "little"}} if wide else {})})
    if wide:
        codecs.append({"name": "numcodecs.shuffle", "configuration": {"elementsize": dtype.itemsize}})
    codecs.append({"name": "gzip", "configuration": {"level": GZIP_LEVEL}})
    return {
        "node_type": "array",
        "shape": list(shape),
        "data_type": dtype.name,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": list(chunks)}},
        "chunk_key_encoding": {"name": "v2", "configuration": {"separator": "."}},
        "fill_value": 0,
        "codecs": codecs,
        "dimension_names": list(dimensions),
        "attributes": attributes or {},
    }


def _write_whole(root, name, dimensions, values):
    array = _new_array(root, name, dimensions, values.shape, values.shape, values.dtype)
    if values.size:
        array[...] = values


class _Rows:
    """An array with a row a frame. Keeps the rows of the last chunk, so that a chunk is written in one go."""

    def __init__(self, root, name, dimensions, rows, row_shape, dtype, chunk=CHUNK, **more):
        self.array = _new_array(root, name, dimensions, (rows, *row_shape), (chunk, *row_shape), dtype, **more)
        self.rows = rows
        self.chunk = np.zeros((chunk, *row_shape), dtype)
        self.count = 0
        self.written = 0

    def put(self, row):
        at = self.count % len(self.chunk)
        if at == 0:
            self.chunk[...] = 0
        self.chunk[at] = row
        self.count += 1
        if at == len(self.chunk) - 1:
            self.write()

    def write(self):
        if self.written == self.count:
            return
        first = (self.count - 1) // len(self.chunk) * len(self.chunk)
        end = min(self.rows, first + len(self.chunk))
        self.array[first:end] = self.chunk[: end - first]
        self.written = self.count


class _Values:
    """Real numbers, a row a frame: exact, or quantised in a range for each index of the last dimension."""

    def __init__(self, root, name, dimensions, rows, row_shape, bits, hold=False, chunk=CHUNK):
        self.bits = bits
        self.hold = hold
        self.grid = None
        self.range = None
        dtype = np.float32 if bits is None else np.uint8 if bits <= 8 else np.uint16
        more = {} if bits is None else {"attributes": {"quantised": {"bits": bits}}, "delta": hold}
        self.values = _Rows(root, name, dimensions, rows, row_shape, dtype, chunk, **more)
        if bits is not None:
            bounds = (dimensions[0], dimensions[-1], "bound")
            self.range = _Rows(root, f"{name}_range", bounds, rows, (row_shape[-1], 2), np.float32, chunk)

    def put(self, values):
        """`values`, float32 and finite."""
        if self.range is None:
            self.values.put(values)
            return
        inner = tuple(range(values.ndim - 1))
        now = np.stack([values.min(axis=inner), values.max(axis=inner)], axis=1)
        self.grid = self._held(now) if self.hold else now
        low, high = self.grid[:, 0].astype(np.float64), self.grid[:, 1].astype(np.float64)
        levels = 2**self.bits - 1
        width = np.where(high > low, high - low, 1)
        self.range.put(self.grid)
        self.values.put(np.clip(np.rint((values - low) / width * levels), 0, levels))

    def _held(self, now):
        """The grid of the frame before, while this one fits into it and does not waste it: then what did not move
        has the numbers that it had, which packs well."""
        if self.grid is not None:
            (low, high), (least, most) = self.grid.T, now.T
            if np.all((least >= low) & (most <= high) & (most - least >= (high - low) * SHRUNK)):
                return self.grid
        margin = (now[:, 1] - now[:, 0]) * np.float32(MARGIN)
        return np.stack([now[:, 0] - margin, now[:, 1] + margin], axis=1).astype(np.float32)

    def write(self):
        self.values.write()
        if self.range is not None:
            self.range.write()


# --- checks ---------------------------------------------------------------------------------------------------------


def _bits(given, what):
    if given is None or given == "exact":
        return None
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and 8 <= given <= 16:
        return int(given)
    raise TraceError(f"{what} cannot be kept in {given!r} bits: take 8 to 16, or 'exact'.")


def _count(given, what, least=0):
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and given >= least:
        return int(given)
    raise TraceError(f"{what} should be a whole number from {least} on; it is {given!r}.")


def _number(given, what):
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = float("nan")
    if np.isfinite(value):
        return value
    raise TraceError(f"{what} should be a finite number; it is {given!r}.")


def _array(given, shape, what, dtype=np.float32):
    """As an array of that shape and type; what has no such shape, or is no number, is refused."""
    try:
        raw = np.asarray(given)
        # Too large for the type is told below, with its place.
        with np.errstate(over="ignore", invalid="ignore"):
            values = raw.astype(dtype)
    except (TypeError, ValueError) as cause:
        raise TraceError(f"{what} cannot be read as numbers: {cause}") from None
    if values.shape != tuple(shape):
        raise TraceError(f"{what} should be of shape {list(shape)}; it is {list(values.shape)}.")
    if raw.dtype.kind == "f" and not np.all(np.isfinite(raw)):
        at = [int(i) for i in np.argwhere(~np.isfinite(raw))[0]]
        raise TraceError(f"{what} has a value that is no finite number at {at}: {raw[tuple(at)]}.")
    if np.dtype(dtype).kind == "f":
        if not np.all(np.isfinite(values)):
            raise TraceError(f"{what} has a value that is too large for float32.")
    elif values.size and not np.all(values == raw):
        at = [int(i) for i in np.argwhere(values != raw)[0]]
        most = np.iinfo(dtype).max
        raise TraceError(f"{what} should have whole numbers from 0 to {most}; at {at} it has {raw[tuple(at)]}.")
    return values


def _probabilities(given, shape, what):
    values = _array(given, shape, what)
    if values.size and (values.min() < -1e-4 or values.max() > 1 + 1e-4):
        raise TraceError(f"{what} should be from 0 to 1; they go from {values.min():g} to {values.max():g} (no logits).")
    return values


def _labels(given, count, class_names, what):
    labels = _array(given, (count,), what, np.uint8)
    if len(class_names) and labels.size and labels.max() >= len(class_names):
        raise TraceError(f"{what} has class {labels.max()}; there are {len(class_names)} class names.")
    return labels


def _named(given, known, what):
    """Settings under the names that the format has; what is None is left out."""
    named = {}
    for key, value in (given or {}).items():
        name = known.get(key, key if key in known.values() else None)
        if name is None:
            raise TraceError(f"{what} has no {key!r}; there are {', '.join(known)}.")
        if value is None:
            continue
        if key in CHOICES:
            if value not in CHOICES[key]:
                raise TraceError(f"{key} is {value!r}; players know {', '.join(CHOICES[key])}. Leave it out.")
            named[name] = value
        else:
            named[name] = value if isinstance(value, int) else _number(value, f"{key!r} of the {what}")
    return named


def _texts(given, what):
    texts = list(given or ())
    for at, text in enumerate(texts):
        if not isinstance(text, str):
            raise TraceError(f"{what} should be texts; number {at} is {text!r}.")
    return texts


def _dataset(given, shape, count):
    dataset = dict(given or {})
    for key, value in dataset.items():
        if key not in DATASET:
            raise TraceError(f"A dataset has no {key!r}; there are {', '.join(DATASET)}.")
        if key in CHOICES and value not in CHOICES[key]:
            raise TraceError(f"{key!r} of the dataset is {value!r}; it should be one of {', '.join(CHOICES[key])}.")
        if key in ("name", "title", "hash", "attribution") and not isinstance(value, str):
            raise TraceError(f"{key!r} of the dataset should be a text; it is {value!r}.")
        if key in ("count", "available"):
            dataset[key] = _count(value, f"{key!r} of the dataset")
    shape = dataset.get("shape", shape)
    if shape is None:
        dataset.pop("shape", None)
    else:
        dataset["shape"] = _image_shape(shape)
    if count:
        dataset.setdefault("count", count)
    return dataset


def _image_shape(shape):
    lengths = [shape[key] for key in ("height", "width", "channels")] if isinstance(shape, dict) else list(shape)
    if len(lengths) != 3 or lengths[2] not in (1, 3):
        raise TraceError(f"Images should be (height, width, 1 or 3 channels); they are {lengths}.")
    height, width, channels = (_count(length, "An image's side", 1) for length in lengths)
    return {"height": height, "width": width, "channels": channels}


# --- traces ---------------------------------------------------------------------------------------------------------


class _Trace:
    """What both kinds share: the folder, the order of frames, and when they are told of."""

    def __init__(self, path, frames, attributes, engine, seed, recorded, flush_seconds, overwrite):
        self.path = os.fspath(path)
        self.expected = _count(frames, "frames, the number that there will be,", 1)
        self.frame_info = []
        self.closed = False
        self.flush_seconds = None if flush_seconds is None else _number(flush_seconds, "flush_seconds")
        self.flushed = time.monotonic()
        if recorded is None:
            recorded = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        if isinstance(engine, str):
            engine = {"engine": engine}
        for key, value in (engine or {}).items():
            if key not in ("engine", "device", "reason") or not isinstance(value, str):
                raise TraceError(f"engine has {key!r}: {value!r}; it should have texts: engine, device, reason.")
        self.attributes = {
            "format": FORMAT,
            "version": VERSION,
            **attributes,
            "recorded": recorded,
            "seed": _count(seed, "seed"),
            "engine": dict(engine or {}),
        }
        if os.path.isdir(self.path) and os.listdir(self.path) and not overwrite:
            raise TraceError(f"{self.path} is there already. Name another folder, or have it overwritten.")
        if self.path.endswith(".zip"):
            raise TraceError(f"{self.path}: a trace grows in a folder. Name it run.zarr; zip_trace makes a file of it.")
        if os.path.exists(self.path) and not os.path.isdir(self.path):
            raise TraceError(f"{self.path} is a file; a trace is a folder.")
        if overwrite and os.path.isdir(self.path) and os.listdir(self.path):
            if not os.path.exists(os.path.join(self.path, ".zgroup")):
                raise TraceError(f"{self.path} is no trace of this writer: it is not overwritten.")
            shutil.rmtree(self.path)
        self.root = _new_root(self.path)
        self.arrays = []

    @property
    def count(self):
        """Frames so far."""
        return len(self.frame_info)

    def flush(self):
        """Writes all frames so far, then says in the attributes that they are there: a page that follows has them."""
        for array in self.arrays:
            array.write()
        attributes = {
            **self.attributes,
            "frames": self.count,
            "expectedFrames": self.count if self.closed else self.expected,
            "closed": self.closed,
            "frameInfo": self.frame_info,
        }
        self.root.attrs.put(attributes)
        _write_v3(self.path, {"node_type": "group", "attributes": attributes})
        self.flushed = time.monotonic()

    def close(self):
        """The last frames, and that no more will come. May be called twice."""
        if self.closed:
            return
        self.closed = True
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A run that failed has ended, too: what it had is there to be seen.
        self.close()

    def _next(self, epoch, epoch_ms):
        """The info that every frame has. Throws where no frame may come, or not this one."""
        if self.closed:
            raise TraceError(f"{self.path} is closed: it takes no more frames.")
        if self.count >= self.expected:
            raise TraceError(f"{self.path} was to have {self.expected} frames; this would be one more.")
        before = self.frame_info[-1]["epoch"] if self.frame_info else -1
        epoch = before + 1 if epoch is None else _count(epoch, f"The epoch of frame {self.count}")
        if epoch <= before:
            raise TraceError(f"Frame {self.count} is of epoch {epoch}, out of order: the one before is of epoch {before}.")
        return {"epoch": epoch, "epochMs": _number(epoch_ms, "epoch_ms")}

    def _appended(self, info):
        self.frame_info.append(info)
        due = self.flush_seconds is not None and time.monotonic() - self.flushed >= self.flush_seconds
        if due or self.count % CHUNK == 0:
            self.flush()


class UmapTrace(_Trace):
    """A layout while it takes shape: frame 0 is the initial one, frame i the one after epoch i.

    `frames`: how many there will be at most. `labels`: a class a point, 0 to 255; or give `points`, their number.
    `indices`: which image of the dataset each point is, where the layout is of a sample; its `count` goes with them.
    `bits` of a coordinate: 8 to 16 (an error of at most half a step, 0.7 of the smallest possible grid), or "exact".
    `parameters`: umap-learn's (`n_neighbors`, `min_dist`, …). `dataset`: name, title, origin ("real", "drawn", "own"),
    split, shape (height, width, channels), hash, attribution. `engine`: {"engine", "device", "reason"}, or its name.
    `preview` keeps every eighth frame coarsely, so that a page has the whole run at once. `flush_seconds`: at the
    latest when so much time has gone by, the next frame brings all to the disk; None: when a chunk of 16 is full.
    """

    def __init__(
        self,
        path,
        *,
        frames,
        labels=None,
        points=None,
        indices=None,
        components=2,
        class_names=(),
        parameters=None,
        dataset=None,
        engine=None,
        seed=0,
        bits=12,
        preview=True,
        recorded=None,
        flush_seconds=10,
        overwrite=False,
    ):
        if labels is None and points is None:
            raise TraceError("Say how many points there are: labels, or points.")
        points = _count(len(labels) if points is None else points, "points", 1)
        if components not in (2, 3):
            raise TraceError(f"A layout has 2 or 3 components, not {components!r}.")
        names = _texts(class_names, "class_names")
        classes = np.zeros(points, np.uint8) if labels is None else _labels(labels, points, names, "labels")
        bits = _bits(bits, "The embedding")
        described = _dataset(dataset, None, points)
        if indices is not None:
            indices = _array(indices, (points,), "indices", np.uint32)
            if indices.max() >= described["count"]:
                raise TraceError(
                    f"indices has image {indices.max()}; the dataset has {described['count']}: give its `count`."
                )
        attributes = {
            "kind": "umap",
            "classNames": names,
            "dataset": described,
            **({} if indices is None else {"indices": True}),
            "parameters": {**_named(parameters, UMAP_PARAMETERS, "parameters of UMAP"), "nComponents": components},
        }
        super().__init__(path, frames, attributes, engine, seed, recorded, flush_seconds, overwrite)
        self.row = (points, components)
        of = ("frame", "point", "component")
        _write_whole(self.root, "labels", ("point",), classes)
        if indices is not None:
            _write_whole(self.root, "indices", ("point",), indices)
        self.embedding = _Values(self.root, "embedding", of, self.expected, self.row, bits, hold=True)
        self.arrays = [self.embedding]
        self.preview = None
        if preview:
            of = ("preview", "point", "component")
            rows = -(-self.expected // PREVIEW_EVERY)
            self.preview = _Values(self.root, "preview", of, rows, self.row, PREVIEW_BITS, True, PREVIEW_CHUNK)
            self.arrays.append(self.preview)
        self.flush()

    def append(self, embedding, *, epoch=None, epoch_ms=0, quality=None):
        """The next frame: `embedding` [point, component]. `epoch` ascends; without it, one more than before.

        `quality`: {"trustworthiness", "labelAgreement"} of this frame, where it was measured.
        """
        info = self._next(epoch, epoch_ms)
        values = _array(embedding, self.row, f"The embedding of frame {self.count} (epoch {info['epoch']})")
        if quality is not None:
            keys = ("trustworthiness", "labelAgreement")
            info["quality"] = {key: _number(quality.get(key), f"{key} of frame {self.count}") for key in keys}
        self.embedding.put(values)
        if self.preview is not None and self.count % PREVIEW_EVERY == 0:
            self.preview.put(values)
        self._appended(info)


class CnnTrace(_Trace):
    """A network's training: frame 0 is the untrained network.

    `frames`: how many there will be at most. `layers`: the network, from `network()`. `sampled` and `sampled_labels`:
    indices and classes of the test images whose probabilities are kept. `kernel_layer` and `activation_layer`: which
    layers' kernels and maps are kept, indices into `layers`; `watched`: {"title", "index", "label"} of the image that
    the maps are of. `kernels` and `activations`: bits, 8 to 16, or "exact". Images are left out unless
    `sampled_images` and `watched_image` (uint8) are given: many datasets may be looked at, but not passed on.
    `steps`: of each epoch. For the rest see UmapTrace.
    """

    def __init__(
        self,
        path,
        *,
        frames,
        class_names,
        image_shape,
        layers,
        sampled=(),
        sampled_labels=(),
        kernel_layer=0,
        activation_layer=0,
        watched=None,
        sampled_images=None,
        watched_image=None,
        kernels=12,
        activations=8,
        parameters=None,
        steps=(),
        train_count=0,
        validation_count=0,
        dataset=None,
        engine=None,
        seed=0,
        recorded=None,
        flush_seconds=10,
        overwrite=False,
    ):
        names = _texts(class_names, "class_names")
        if not names:
            raise TraceError("Name the classes: class_names, of label 0, 1, …")
        layers = [dict(layer) for layer in layers]
        dataset = _dataset(dataset, image_shape, train_count)
        shape = tuple(dataset["shape"][key] for key in ("height", "width", "channels"))
        self.kernel_shape = _kernel_shape(layers, kernel_layer, shape[2])
        self.map_shape = _map_shape(layers, activation_layer)
        count, self.classes = len(sampled), len(names)
        indices = _array(sampled if count else np.zeros(0, np.uint32), (count,), "sampled", np.uint32)
        given = sampled_labels if len(sampled_labels) else np.zeros(0, np.uint8)
        classes = _labels(given, count, names, "sampled_labels")
        images = _images(sampled_images, (count, *shape), "sampled_images")
        picture = _images(watched_image, shape, "watched_image")
        kernel_bits, map_bits = _bits(kernels, "Kernels"), _bits(activations, "Activations")
        arrays = {"kernels": "kernels", "activations": "activations", "probabilities": "watched_probabilities"}
        if picture is not None:
            arrays["image"] = "watched_image"
        choice = {"id": 0, "kernelLayer": kernel_layer, "activationLayer": activation_layer, "arrays": arrays}
        for key, value in (watched or {}).items():
            if key not in ("title", "index", "label"):
                raise TraceError(f"watched has no {key!r}; there are title, index, label.")
            choice[key] = value if key == "title" else _count(value, f"{key!r} of watched")
        self.tests = []
        attributes = {
            "kind": "cnn",
            "classNames": names,
            "dataset": dataset,
            "parameters": _named(parameters, CNN_PARAMETERS, "parameters of a CNN"),
            "layers": layers,
            "steps": [_count(number, "steps") for number in steps],
            "trainCount": _count(train_count, "train_count"),
            "validationCount": _count(validation_count, "validation_count"),
            "watched": [choice],
            "tests": self.tests,
        }
        super().__init__(path, frames, attributes, engine, seed, recorded, flush_seconds, overwrite)

        root, rows = self.root, self.expected
        _write_whole(root, "sampled", ("image",), indices)
        _write_whole(root, "sampled_labels", ("image",), classes)
        of = ("height", "width", "channel")
        if images is not None:
            _write_whole(root, "sampled_images", ("image", *of), images)
        if picture is not None:
            _write_whole(root, "watched_image", of, picture)
        many, C = count, self.classes
        self.metrics = _Rows(root, "metrics", ("frame", "metric"), rows, (4,), np.float32)
        of = ("frame", "image", "class")
        self.probabilities = _Rows(root, "probabilities", of, rows, (many, C), np.float32)
        of = ("frame", "true_class", "predicted_class")
        self.confusion = _Rows(root, "confusion", of, rows, (C, C), np.uint32)
        of = ("frame", "height", "width", "channel", "filter")
        self.kernels = _Values(root, "kernels", of, rows, self.kernel_shape, kernel_bits)
        of = ("frame", "height", "width", "map")
        self.activations = _Values(root, "activations", of, rows, self.map_shape, map_bits)
        of = ("frame", "class")
        self.watched_probabilities = _Rows(root, "watched_probabilities", of, rows, (C,), np.float32)
        self.arrays = [self.metrics, self.probabilities, self.confusion, self.kernels, self.activations]
        self.arrays.append(self.watched_probabilities)
        self.sampled_count = many
        self.flush()

    def append(
        self,
        *,
        metrics,
        confusion,
        kernels,
        activations,
        watched_probabilities,
        probabilities=None,
        epoch=None,
        epoch_ms=0,
        step=0,
        images_seen=0,
        learning_rate=0,
        dropout=0,
        batch_size=None,
    ):
        """The next frame.

        `metrics`: a dict of train_loss, train_accuracy, validation_loss, validation_accuracy; what is not known may
        be missing. `confusion` [true, predicted], of the validation images. `kernels` [height, width, channel,
        filter]: Keras's order; of PyTorch's weights `.permute(2, 3, 1, 0)`. `activations` [height, width, map], of the
        watched image: of PyTorch's `.permute(1, 2, 0)`. `probabilities` [sampled image, class] and
        `watched_probabilities` [class], after the softmax.
        """
        info = self._next(epoch, epoch_ms)
        what = f"frame {self.count} (epoch {info['epoch']})"
        unknown = [key for key in metrics if key not in METRICS]
        if unknown:
            raise TraceError(f"metrics of {what} have no {unknown[0]!r}; there are {', '.join(METRICS)}.")
        # A loss that has become infinite is not known any more; that must not end the training that it is of.
        row = np.array([metrics.get(key, np.nan) for key in METRICS], np.float32)
        row[~np.isfinite(row)] = np.nan
        C = self.classes
        if probabilities is None and self.sampled_count == 0:
            probabilities = np.zeros((0, C), np.float32)
        shares = _probabilities(probabilities, (self.sampled_count, C), f"The probabilities of {what}")
        watched = _probabilities(watched_probabilities, (C,), f"The watched image's probabilities of {what}")
        matrix = _array(confusion, (C, C), f"The confusion matrix of {what}", np.uint32)
        weights = _array(kernels, self.kernel_shape, f"The kernels of {what}")
        maps = _array(activations, self.map_shape, f"The activations of {what}")
        info["step"] = _count(step, f"step of {what}")
        info["imagesSeen"] = _count(images_seen, f"images_seen of {what}")
        info["watched"] = 0
        settings = {
            "learningRate": _number(learning_rate, f"learning_rate of {what}"),
            "dropout": _number(dropout, f"dropout of {what}"),
        }
        if batch_size is not None:
            settings["batchSize"] = _count(batch_size, f"batch_size of {what}", 1)
        info["settings"] = settings
        self.metrics.put(row)
        self.probabilities.put(shares)
        self.confusion.put(matrix)
        self.kernels.put(weights)
        self.activations.put(maps)
        self.watched_probabilities.put(watched)
        self._appended(info)

    def test(self, *, epoch, confusion, loss, accuracy, probabilities=None, labels=None):
        """A test on all test images, with the network of that epoch. `probabilities` [test image, class]."""
        if self.closed:
            raise TraceError(f"{self.path} is closed: it takes no more tests.")
        epoch = _count(epoch, "The epoch of a test")
        if any(test["epoch"] == epoch for test in self.tests):
            raise TraceError(f"There is a test of epoch {epoch} already.")
        what, C = f"of the test of epoch {epoch}", self.classes
        matrix = _array(confusion, (C, C), f"The confusion matrix {what}", np.uint32)
        count = int(matrix.sum())
        told = {
            "epoch": epoch,
            "count": count,
            "loss": _number(loss, f"The loss {what}"),
            "accuracy": _number(accuracy, f"The accuracy {what}"),
        }
        shares = classes = None
        if probabilities is not None:
            shares = _probabilities(probabilities, (count, C), f"The probabilities {what}")
        if labels is not None:
            classes = _labels(labels, count, self.attributes["classNames"], f"The labels {what}")
        _write_whole(self.root, f"test_confusion_{epoch}", ("true_class", "predicted_class"), matrix)
        if shares is not None:
            _write_whole(self.root, f"test_probabilities_{epoch}", ("image", "class"), shares)
        if classes is not None:
            _write_whole(self.root, f"test_labels_{epoch}", ("image",), classes)
        self.tests.append(told)
        self.flush()


def _layer(layers, index, what):
    if 0 <= _count(index, what) < len(layers):
        return layers[index]
    raise TraceError(f"{what} is {index}; the network has layers 0 to {len(layers) - 1}.")


def _kernel_shape(layers, index, channels):
    spec = _layer(layers, index, "kernel_layer")["spec"]
    if spec.get("type") != "conv2d":
        raise TraceError(f"kernel_layer is {index}, {spec.get('type')}; kernels are those of a conv2d.")
    if index > 0:
        channels = layers[index - 1]["outputShape"][-1]
    return (spec["kernelSize"], spec["kernelSize"], channels, spec["filters"])


def _map_shape(layers, index):
    layer = _layer(layers, index, "activation_layer")
    shape = tuple(layer["outputShape"])
    if len(shape) == 3:
        return shape
    raise TraceError(f"activation_layer is {index}, {layer['spec'].get('type')}, which has no activation maps.")


def _images(given, shape, what):
    return None if given is None else _array(given, shape, what, np.uint8)


# --- commands -------------------------------------------------------------------------------------------------------


def zip_trace(path, target=None):
    """A trace as one file, `<path>.zip`: its files are packed already, so the zip file does not pack them again."""
    path = os.fspath(path).rstrip("/")
    if not os.path.exists(os.path.join(path, ".zattrs")):
        raise TraceError(f"{path} is no trace: it has no .zattrs.")
    target = target or f"{path}.zip"
    part = f"{target}.part"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as file:
        for folder, _, names in sorted(os.walk(path)):
            for name in sorted(names):
                whole = os.path.join(folder, name)
                file.write(whole, os.path.relpath(whole, path))
    os.replace(part, target)
    return target


def _load(path, key=None):
    """The one array in an .npy or .npz file, or the one of that name."""
    try:
        found = np.load(path, allow_pickle=False)
        if isinstance(found, np.ndarray):
            return found
        with found:
            if key is None and len(found.files) != 1:
                raise TraceError(f"{path} has {', '.join(found.files) or 'no array'}; say which is meant (--key).")
            if key is not None and key not in found.files:
                raise TraceError(f"{path} has no {key!r}; it has {', '.join(found.files)}.")
            return found[key or found.files[0]]
    except TraceError:
        raise
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as cause:
        raise TraceError(f"{path} cannot be read: {cause}") from None


def import_npz(files, target, *, labels=None, key=None, **options):
    """A sequence of layouts, one file each (`emb_0000.npz` …), as a trace; `labels` a file. Options: UmapTrace's.

    A number at the end of every file's name is the frame's epoch, and must ascend. Where a file cannot be taken, no
    trace is left.
    """
    numbers = [re.search(r"(\d+)\.np[yz]$", os.path.basename(file)) for file in files]
    epochs = [int(number.group(1)) for number in numbers if number]
    named = len(epochs) == len(files)
    # The shape is the first frame's; what cannot be a layout at all is told before anything is written.
    first = _load(files[0], key)
    if first.ndim != 2 or first.shape[1] not in (2, 3):
        raise TraceError(f"{files[0]} should be of shape [point, 2 or 3]; it is {list(first.shape)}.")
    points, components = first.shape
    if labels is not None:
        options["labels"] = _load(labels).reshape(-1)
    trace = UmapTrace(target, frames=len(files), points=points, components=components, flush_seconds=None, **options)
    try:
        for index, file in enumerate(files):
            layout = _load(file, key)
            try:
                trace.append(layout, epoch=epochs[index] if named else index)
            except TraceError as cause:
                raise TraceError(f"{file}: {cause}") from None
        trace.close()
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return trace


def _arguments():
    parser = argparse.ArgumentParser(
        prog="underhood_trace.py",
        description="Makes a trace out of a sequence of layouts, or one file out of a trace.",
        usage="%(prog)s import emb_*.npz [options] run.zarr\n       %(prog)s zip run.zarr",
    )
    parser.add_argument("command", choices=["import", "zip"])
    parser.add_argument("paths", nargs="+", help="the layouts in their order, .npz or .npy, then the trace to write")
    parser.add_argument("--labels", help=".npy or .npz: a class a point, 0 to 255")
    parser.add_argument("--class-names", help="of class 0, 1, …, separated by commas", default="")
    parser.add_argument("--key", help="name of the array in each .npz, where it has several")
    parser.add_argument("--bits", help="of a coordinate, 8 to 16, or exact (default: 12)", default="12")
    parser.add_argument("--title", help="the dataset's, for people", default="")
    parser.add_argument("--engine", help="what computed it (default: umap-learn)", default="umap-learn")
    parser.add_argument("--overwrite", action="store_true")
    return parser


def main():
    given = _arguments().parse_intermixed_args()
    try:
        if given.command == "zip":
            for path in given.paths:
                print(zip_trace(path))
            return
        if len(given.paths) < 2:
            raise TraceError("Name the layouts, and then the trace to write.")
        *files, target = given.paths
        if re.search(r"\.np[yz]$", target):
            raise TraceError(f"The last name is the trace's to write; it is {target}.")
        trace = import_npz(
            files,
            target,
            labels=given.labels,
            key=given.key,
            class_names=[name.strip() for name in given.class_names.split(",") if name.strip()],
            bits=int(given.bits) if given.bits.isdigit() else given.bits,
            dataset={"title": given.title, "name": given.title} if given.title else None,
            engine=given.engine,
            overwrite=given.overwrite,
        )
        print(f"{target}: {trace.count} frames of {trace.row[0]} points")
    except TraceError as error:
        sys.exit(f"underhood_trace: {error}")


if __name__ == "__main__":
    main()
