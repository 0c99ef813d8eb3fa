"""Reads a trace with Zarr for Python alone, as docs/trace-format.md says, and prints what it found as JSON."""

import json
import sys

import numpy as np
import zarr

root = zarr.open(sys.argv[1], mode="r")
info = root.attrs.asdict()


def values(name):
    """The array's real numbers: the one step that Zarr does not do."""
    array = root[name]
    steps = array[: info["frames"]]
    if "quantised" not in array.attrs:
        return steps
    ranges = root[f"{name}_range"][: info["frames"]].astype(np.float64)
    # [frame, column, bound] -> [frame, 1 …, column]
    shape = (len(ranges), *(1,) * (steps.ndim - 2), ranges.shape[1])
    low = ranges[..., 0].reshape(shape)
    high = ranges[..., 1].reshape(shape)
    return (low + steps * (high - low) / (2 ** array.attrs["quantised"]["bits"] - 1)).astype(np.float32)


names = sys.argv[2:]
json.dump(
    {
        "zarr": zarr.__version__,
        "attributes": info,
        "dimensions": {name: root[name].attrs["_ARRAY_DIMENSIONS"] for name in names},
        "values": {name: values(name).tolist() for name in names},
    },
    sys.stdout,
)
