"""Transforms as torchvision computes them, pictures as PIL decodes them, and text windows as the textbook's own definitions cut them."""
import io
import os

import numpy
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

import tensors


def make(folder):
    transforms(folder)
    pictures(folder)
    windows(folder)


def transforms(folder):
    x = torch.rand(2, 3, 12, 10)
    bilinear = InterpolationMode.BILINEAR
    tensors.save(os.path.join(folder, "transforms.safetensors"), {
        "images": x,
        "resize_up": F.resize(x, [24, 21], bilinear),
        "resize_down": F.resize(x, [7, 5], bilinear, antialias=True),
        "center_crop": F.center_crop(x, [7, 6]),
        "crop_2_3": F.crop(x, 2, 3, 6, 5),
        "pad_2": F.pad(x, [2, 2, 2, 2]),
        "hflip": F.hflip(x),
        "vflip": F.vflip(x),
        "rotate_30": F.rotate(x, 30.0, bilinear),
        "rotate_nearest_-50": F.rotate(x, -50.0, InterpolationMode.NEAREST),
        "affine": F.affine(x, 20.0, [2, -1], 1.2, [8.0, -5.0], bilinear),
        "normalise": F.normalize(x, [0.5, 0.4, 0.3], [0.2, 0.25, 0.3]),
        "brightness": F.adjust_brightness(x, 1.4),
        "contrast": F.adjust_contrast(x, 0.6),
        "saturation": F.adjust_saturation(x, 1.7),
        "blur": F.gaussian_blur(x, [5, 5], [1.3, 1.3]),
        "erase": F.erase(x, 3, 2, 4, 5, torch.tensor(0.0)),
    })


def pictures(folder):
    y, x = numpy.mgrid[0:40, 0:48]
    smooth = numpy.stack([x * 5, y * 6, (x + y) * 2], 2).astype(numpy.uint8)
    image = Image.fromarray(smooth)
    stored = {}
    for kind, options in (("png", {}), ("jpeg", {"quality": 90}), ("bmp", {})):
        file = io.BytesIO()
        image.save(file, kind, **options)
        stored[kind] = torch.frombuffer(bytearray(file.getvalue()), dtype=torch.uint8)
        pixels = numpy.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))
        stored[kind + "_pixels"] = torch.from_numpy(pixels.copy()).permute(2, 0, 1).contiguous()
    grey = io.BytesIO()
    image.convert("L").save(grey, "png")
    stored["grey"] = torch.frombuffer(bytearray(grey.getvalue()), dtype=torch.uint8)
    stored["grey_pixels"] = torch.from_numpy(numpy.asarray(image.convert("L")).copy())[None]
    tensors.save(os.path.join(folder, "pictures.safetensors"), stored)


def windows(folder):
    """A corpus of 0..99, batch 3, 7 steps: where the batches start for each random offset, by the definitions of the book."""
    corpus, batch, steps = list(range(100)), 3, 7
    stored = {}
    for offset in range(steps + 1):
        count = ((len(corpus) - offset - 1) // batch) * batch
        rows = torch.tensor(corpus[offset:offset + count]).reshape(batch, -1)
        later = torch.tensor(corpus[offset + 1:offset + 1 + count]).reshape(batch, -1)
        batches = rows.shape[1] // steps
        stored[f"sequential_{offset}"] = torch.stack([rows[:, i * steps:(i + 1) * steps] for i in range(batches)])
        stored[f"sequential_next_{offset}"] = torch.stack([later[:, i * steps:(i + 1) * steps] for i in range(batches)])
    for offset in range(steps):
        rest = corpus[offset:]
        pieces = (len(rest) - 1) // steps
        stored[f"random_{offset}"] = torch.tensor([rest[i * steps] for i in range(pieces)])
    tensors.save(os.path.join(folder, "windows.safetensors"), stored)
