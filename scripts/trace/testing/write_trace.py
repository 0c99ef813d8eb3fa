"""Writes a trace with Zarr for Python alone: version 2, its default compressor (Blosc), its own chunks."""

import sys

import numpy as np
import zarr

frames, points = 12, 40
positions = np.add.outer(np.arange(frames), np.arange(points * 2).reshape(points, 2) / 7).astype(np.float32)

root = zarr.open(sys.argv[1], mode="w")
root.create_dataset("embedding", data=positions, chunks=(5, 17, 1))
root.create_dataset("labels", data=np.arange(points) % 3)
root.attrs.update(
    {
        "format": "underhood-trace",
        "version": 1,
        "kind": "umap",
        "frames": frames,
        "classNames": ["shirt", "boot", "bag"],
        "engine": {"engine": "umap-learn", "device": "CPU"},
    }
)
