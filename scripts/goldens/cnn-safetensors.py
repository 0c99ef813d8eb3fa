"""A model as safetensors' own library writes it, for the reader of workers/cnn/formats/safetensors.ts.

    python3 -m venv venv && venv/bin/pip install safetensors numpy
    venv/bin/python scripts/goldens/cnn-safetensors.py

writes workers/cnn/goldens/safetensors.json. (Debian has no safetensors.) With a file's name it reads that file instead, as
the library does, and says what is in it.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
import safetensors
from safetensors.numpy import load_file, save

# In the order of the model; the library sorts them by name.
SHAPES = {
    "conv2d/kernel": (3, 3, 3, 4), "conv2d/bias": (4,),
    "batch_normalization/gamma": (4,), "batch_normalization/beta": (4,),
    "batch_normalization/moving_mean": (4,), "batch_normalization/moving_variance": (4,),
    "dense/kernel": (100, 3), "dense/bias": (3,),
}


def main():
    if len(sys.argv) > 1:
        with safetensors.safe_open(sys.argv[1], "numpy") as file:
            print(file.metadata())
        for name, tensor in load_file(sys.argv[1]).items():
            print(name, tensor.dtype, tensor.shape, float(tensor.sum(dtype=np.float64)))
        return
    tensors, first = {}, 0
    for name, shape in SHAPES.items():
        size = int(np.prod(shape))
        # The test repeats it: every weight is its place in the model, by 8.
        tensors[name] = (np.arange(first, first + size, dtype=np.float32) / 8).reshape(shape)
        first += size
    content = {
        "source": f"scripts/goldens/cnn-safetensors.py, safetensors {safetensors.__version__}",
        "file": base64.b64encode(save(tensors, metadata={"format": "np"})).decode(),
    }
    target = Path(__file__).parents[2] / "workers" / "cnn" / "goldens" / "safetensors.json"
    target.write_text(json.dumps(content) + "\n")


main()
