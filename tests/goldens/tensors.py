"""Writes a safetensors file with nothing but numpy: the format of all goldens."""
import json
import struct

import numpy

NAMES = {"float32": "F32", "float64": "F64", "float16": "F16", "int64": "I64", "int32": "I32", "int16": "I16",
         "int8": "I8", "uint8": "U8", "bool": "BOOL"}


def as_array(value):
    """Takes a numpy array, a torch tensor, a number or a list."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().contiguous().numpy()
    return numpy.asarray(value, order="C")  # keeps a scalar a scalar


def save(path, tensors, metadata=None):
    arrays = {name: as_array(value) for name, value in tensors.items()}
    header, end = ({"__metadata__": metadata} if metadata else {}), 0
    # Wide elements first, so that every array lies on a multiple of its element's size.
    order = sorted(arrays, key=lambda name: -arrays[name].dtype.itemsize)
    for name in order:
        array = arrays[name]
        header[name] = {"dtype": NAMES[str(array.dtype)], "shape": list(array.shape), "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            file.write(arrays[name].tobytes())
