"""A table of cases in PyTorch: name, inputs, expression; its values and gradients in float32 and float64 as one file.

The name is that of the operator of libtorch, with a variant after a colon where it has several cases. The test on the other side has a table
with the same names. Inputs are representable in float32, so that both precisions begin from the same numbers.
"""
import torch

import tensors


class Table:
    def __init__(self, seed=0):
        self.random = torch.Generator().manual_seed(seed)
        self.cases = {}

    def normal(self, *shape):
        return torch.randn(shape, generator=self.random)

    def uniform(self, *shape, low=0.1, high=0.9):
        return torch.rand(shape, generator=self.random) * (high - low) + low

    def distinct(self, *shape):
        """Values that are far from each other, so that a largest one is one and the same in every precision."""
        count = int(torch.tensor(shape).prod())
        return (torch.randperm(count, generator=self.random).float() - count / 2 + 0.25).reshape(shape) / 4

    def fixed(self, value):
        """An input whose gradient is not asked for."""
        value = torch.as_tensor(value)
        value.is_fixed = True
        return value

    def add(self, name, expression, *inputs):
        assert name not in self.cases, name
        self.cases[name] = (expression, inputs)

    def save(self, path):
        found = {}
        for name, (expression, inputs) in self.cases.items():
            for i, value in enumerate(inputs):
                found[f"{name}/{'fixed' if hasattr(value, 'is_fixed') else 'in'}{i}"] = value
            for precision, dtype in (("f32", torch.float32), ("f64", torch.float64)):
                found.update({f"{name}/{precision}/{key}": value for key, value in run(expression, inputs, dtype).items()})
        tensors.save(path, found, {"torch": torch.__version__})


def run(expression, inputs, dtype):
    leaves = []
    for value in inputs:
        copy = value.clone()
        if copy.is_floating_point():
            copy = copy.to(dtype).requires_grad_(not hasattr(value, "is_fixed"))
        leaves.append(copy)
    torch.manual_seed(1)
    outputs = expression(*leaves)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    outputs = [torch.as_tensor(output) for output in outputs]
    found = {f"out{i}": output for i, output in enumerate(outputs)}
    heads = [output for output in outputs if output.requires_grad]
    if heads:
        torch.autograd.backward(heads, [seed(output) for output in heads])
        found.update({f"grad{i}": leaf.grad for i, leaf in enumerate(leaves) if leaf.grad is not None})
    return found


def seed(output):
    """What is pushed back through the output: not all alike, and exact in every precision."""
    return ((torch.arange(output.numel()) % 7 - 3) / 4 + 0.125).reshape(output.shape).to(output.dtype)
