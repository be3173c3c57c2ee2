"""PyTorch's optimizers on parameters of the same shapes, a round for each line that OptimizerBenchmark.cs writes.

A line is "network optimizer repetitions threads"; the answer is the median microseconds of one step.
"""
import statistics
import sys
import time

import torch


def lenet():
    return [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,), (10, 84), (10,)]


def resnet18():
    shapes, channels = [(64, 3, 7, 7), (64,), (64,)], 64
    for width in (64, 128, 256, 512):
        for _ in range(2):
            shapes += [(width, channels, 3, 3), (width,), (width,), (width, width, 3, 3), (width,), (width,)]
            if channels != width:
                shapes += [(width, channels, 1, 1), (width,), (width,)]
            channels = width
    return shapes + [(10, 512), (10,)]


SHAPES = {"lenet": lenet, "resnet18": resnet18}
MAKE = {"adam": torch.optim.Adam, "sgd": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        "foreach": lambda p: torch.optim.Adam(p, foreach=True)}
made = {}
for line in sys.stdin:
    network, name, repetitions, threads = line.split()
    torch.set_num_threads(int(threads))
    if (network, name) not in made:
        parameters = [torch.randn(shape, requires_grad=True) for shape in SHAPES[network]()]
        for parameter in parameters:
            parameter.grad = torch.randn_like(parameter)
        made[network, name] = MAKE[name](parameters)
        made[network, name].step()
    times = []
    for _ in range(int(repetitions)):
        start = time.perf_counter()
        made[network, name].step()
        times.append(time.perf_counter() - start)
    print(statistics.median(times) * 1e6, flush=True)
