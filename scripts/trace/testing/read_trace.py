"""Reads a trace with Zarr for Python alone, as docs/trace-format.md says, and prints what it found as JSON."""

import json
import sys

import numpy as np
import zarr

root = zarr.open(sys.argv[1], mode="r")
info = root.attrs.asdict()


def real(name):
    """The array's real numbers: the one step that Zarr does not do."""
    array = root[name]
    rows = info["frames"] if array.attrs["_ARRAY_DIMENSIONS"][0] == "frame" else len(array)
    steps = array[:rows]
    if "quantised" not in array.attrs:
        return steps
    ranges = root[f"{name}_range"][:rows].astype(np.float64)
    # [row, column, bound] -> [row, 1 ..., column], which numpy spreads over the dimensions between
    shape = (rows, *(1,) * (steps.ndim - 2), ranges.shape[1])
    low = ranges[..., 0].reshape(shape)
    high = ranges[..., 1].reshape(shape)
    levels = 2 ** array.attrs["quantised"]["bits"] - 1
    return (low + steps * (high - low) / levels).astype(np.float32)


def for_json(values):
    """JSON has no NaN."""
    return np.where(np.isfinite(values), values, None).tolist()


names = sys.argv[2:]
json.dump(
    {
        "attributes": info,
        "dimensions": {name: root[name].attrs["_ARRAY_DIMENSIONS"] for name in names},
        "values": {name: for_json(real(name)) for name in names},
    },
    sys.stdout,
)
