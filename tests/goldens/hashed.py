"""One network on both sides without a file of weights: every parameter and buffer is filled from its name by an exact integer hash."""
import json
import math

import numpy
import torch

SLICE = 5
BATCH = 5
DOUBLE = 61_000_000


def uniform(name, count):
    """count numbers in [0, 1), by a 32-bit mix of (FNV-1a of the name) + index."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) & 0xFFFFFFFF
    with numpy.errstate(over="ignore"):
        x = numpy.arange(count, dtype=numpy.uint32) + numpy.uint32(seed)
        x ^= x >> numpy.uint32(16)
        x *= numpy.uint32(0x7FEB352D)
        x ^= x >> numpy.uint32(15)
        x *= numpy.uint32(0x846CA68B)
        x ^= x >> numpy.uint32(16)
    return x.astype(numpy.float64) / 2.0 ** 32


def fill(network):
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if tensor.dtype != torch.float32:
                continue
            u = 2 * uniform(name, tensor.numel()) - 1
            last = name.split(".")[-1]
            if last == "codes":
                u = numpy.sign(u)
            elif tensor.dim() > 1:
                u = u * math.sqrt(6.0 / (tensor.numel() // tensor.shape[0]))
            elif last == "running_var":
                u = 1 + 0.5 * u
            elif last == "weight":
                u = 1 + 0.1 * u
            else:
                u = 0.1 * u
            tensor.copy_(torch.from_numpy(u.astype(numpy.float32)).view(tensor.shape))


def images(batch, channels, size):
    return torch.from_numpy(uniform("input", batch * channels * size * size).astype(numpy.float32)).view(batch, channels, size, size)


def vectors(batch, features):
    return torch.from_numpy(uniform("input", batch * features).astype(numpy.float32)).view(batch, features)


def tokens(name, symbols, *shape):
    return torch.from_numpy(numpy.floor(uniform(name, math.prod(shape)) * symbols).astype(numpy.int64)).view(*shape)


def digest(tensors):
    """A norm and five elements, evenly spaced, of each."""
    rows = []
    for tensor in tensors:
        flat = tensor.detach().double().flatten()
        places = [i * (flat.numel() - 1) // (SLICE - 1) for i in range(SLICE)]
        rows.append([float(flat.norm())] + [float(flat[place]) for place in places])
    return numpy.array(rows, dtype=numpy.float32).reshape(len(rows), 1 + SLICE)


def record(name, network, inputs, store, about, **arguments):
    fill(network)
    network.eval()
    with torch.no_grad():
        store[f"{name}/logits"] = network(*inputs)
    network.train()
    if sum(p.numel() for p in network.parameters()) < DOUBLE:
        network.double()  # so that no rounding decides which side of a ReLU or which pixel of a pool a value falls on
        inputs = [x.double() if x.is_floating_point() else x for x in inputs]
    logits = network(*inputs)
    weights = torch.from_numpy(2 * uniform("loss", logits.numel()) - 1).to(logits.dtype).view(logits.shape)
    (logits * weights).sum().backward()
    state = network.state_dict()
    parameters = dict(network.named_parameters())
    running = [value for key, value in state.items() if key.endswith(("running_mean", "running_var"))]
    store[f"{name}/gradients"] = digest(
        [p.grad if p.grad is not None else torch.zeros_like(p) for p in (parameters[key] for key in state if key in parameters)])
    if running:
        store[f"{name}/running"] = digest(running)
    about[name] = json.dumps({**arguments, "state": " ".join(f"{key}:{'x'.join(map(str, value.shape))}" for key, value in state.items())})
