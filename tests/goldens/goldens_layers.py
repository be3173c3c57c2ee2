"""Every layer and loss: its starting state from seed 0, its values, gradients and buffers."""
import os
from collections import OrderedDict

import torch
from torch import nn

import tensors
from cases import Table, seed

t = Table(seed=3)
image = t.normal(2, 2, 7, 7)
row = t.normal(2, 2, 9)
flat = t.normal(3, 3)
words = torch.tensor([[1, 0, 4], [2, 2, 3]])
steps = t.normal(5, 2, 3)
classes = torch.tensor([2, 0, 1, 2])


def start(layers, batch=2, hidden=4):
    return t.normal(layers, batch, hidden)


TABLE = {
    "Linear": (lambda: nn.Linear(3, 4), flat), "Linear without bias": (lambda: nn.Linear(3, 4, False), flat),
    "Embedding": (lambda: nn.Embedding(5, 3), words), "Embedding with padding": (lambda: nn.Embedding(5, 3, padding_idx=-1), words),
    "Conv1d": (lambda: nn.Conv1d(4, 6, 3, 2, 1, groups=2), t.normal(2, 4, 7)), "Conv1d same": (lambda: nn.Conv1d(2, 3, 4, padding="same"), row),
    "Conv1d circular": (lambda: nn.Conv1d(2, 3, 3, padding=2, padding_mode="circular"), row),
    "Conv2d": (lambda: nn.Conv2d(2, 3, 3, 2, 1, 2), image), "Conv2d oblong": (lambda: nn.Conv2d(2, 4, (3, 2), (2, 1), (1, 0), groups=2, bias=False), image),
    "Conv2d same": (lambda: nn.Conv2d(2, 3, 4, padding="same", dilation=2), image), "Conv2d valid": (lambda: nn.Conv2d(2, 3, 3, padding="valid"), image),
    "Conv2d reflect": (lambda: nn.Conv2d(2, 3, 3, padding=2, padding_mode="reflect"), image),
    "Conv2d same replicate": (lambda: nn.Conv2d(2, 3, 4, padding="same", padding_mode="replicate"), image),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(4, 2, 3, 2, 1, 1, groups=2), t.normal(2, 4, 4)),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(4, 2, 3, 2, 1, 1, dilation=2), t.normal(1, 4, 3, 3)),
    "MaxPool1d": (lambda: nn.MaxPool1d(3, 2, 1), t.distinct(2, 2, 7)), "MaxPool2d": (lambda: nn.MaxPool2d(3, 2, 1, ceil_mode=True), t.distinct(1, 2, 6, 6)),
    "AvgPool1d": (lambda: nn.AvgPool1d(3, 2, 1), row), "AvgPool2d": (lambda: nn.AvgPool2d(3, 2, 1, count_include_pad=False), image),
    "AdaptiveAvgPool1d": (lambda: nn.AdaptiveAvgPool1d(3), row), "AdaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d(2), image),
    "AdaptiveMaxPool2d": (lambda: nn.AdaptiveMaxPool2d((2, 3)), t.distinct(1, 2, 5, 6)), "LPPool2d": (lambda: nn.LPPool2d(2, 2), image),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(3, 1e-3, 0.3), t.normal(5, 3)), "BatchNorm1d sequence": (lambda: nn.BatchNorm1d(3, affine=False), t.normal(4, 3, 2)),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(3), t.normal(3, 3, 2, 2)), "BatchNorm2d stateless": (lambda: nn.BatchNorm2d(3, track_running_stats=False), t.normal(3, 3, 2, 2)),
    "LayerNorm": (lambda: nn.LayerNorm((2, 3)), t.normal(2, 2, 3)), "LayerNorm plain": (lambda: nn.LayerNorm(3, elementwise_affine=False), flat),
    "GroupNorm": (lambda: nn.GroupNorm(2, 4), t.normal(2, 4, 3)), "LocalResponseNorm": (lambda: nn.LocalResponseNorm(5, 0.1, 0.75, 2), t.normal(2, 7, 2, 2)),
    "Dropout": (lambda: nn.Dropout(0.4), t.normal(3, 7)), "Dropout1d": (lambda: nn.Dropout1d(0.4), t.normal(3, 4, 2)), "Dropout2d": (lambda: nn.Dropout2d(0.4), t.normal(3, 4, 2, 2)),
    "AlphaDropout": (lambda: nn.AlphaDropout(0.4), t.normal(3, 7)),
    "Flatten": (lambda: nn.Flatten(), t.normal(2, 3, 2)), "Unflatten": (lambda: nn.Unflatten(1, (2, 3)), t.normal(2, 6)), "Identity": (lambda: nn.Identity(), flat),
    "ReLU": (lambda: nn.ReLU(), flat), "ReLU6": (lambda: nn.ReLU6(), flat * 6), "LeakyReLU": (lambda: nn.LeakyReLU(0.2), flat), "PReLU": (lambda: nn.PReLU(3), flat),
    "ELU": (lambda: nn.ELU(1.5), flat), "SELU": (lambda: nn.SELU(), flat), "CELU": (lambda: nn.CELU(1.5), flat), "GELU": (lambda: nn.GELU(), flat), "SiLU": (lambda: nn.SiLU(), flat),
    "Mish": (lambda: nn.Mish(), flat), "Softplus": (lambda: nn.Softplus(2, 1), flat), "Softsign": (lambda: nn.Softsign(), flat), "Sigmoid": (lambda: nn.Sigmoid(), flat),
    "LogSigmoid": (lambda: nn.LogSigmoid(), flat), "Tanh": (lambda: nn.Tanh(), flat), "Hardtanh": (lambda: nn.Hardtanh(-0.5, 0.75), flat), "Hardsigmoid": (lambda: nn.Hardsigmoid(), flat * 4),
    "Hardswish": (lambda: nn.Hardswish(), flat * 4), "GLU": (lambda: nn.GLU(), t.normal(2, 4)), "Softmax": (lambda: nn.Softmax(1), flat), "LogSoftmax": (lambda: nn.LogSoftmax(1), flat),
    "Sequential": (lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2, False)), flat),
    "Sequential named": (lambda: nn.Sequential(OrderedDict(first=nn.Linear(3, 4), bend=nn.Tanh(), norm=nn.BatchNorm1d(4), last=nn.Linear(4, 2))), flat),
    "RNN": (lambda: nn.RNN(3, 4), steps), "RNN relu": (lambda: nn.RNN(3, 4, 2, nonlinearity="relu", bias=False, bidirectional=True), steps, start(4)),
    "GRU": (lambda: nn.GRU(3, 4), steps), "GRU deep": (lambda: nn.GRU(3, 4, 2, batch_first=True, bidirectional=True), steps, start(4, 5)),
    "GRU dropout": (lambda: nn.GRU(3, 4, 2, dropout=0.3), steps),
    "LSTM": (lambda: nn.LSTM(3, 4), steps), "LSTM deep": (lambda: nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), steps, start(4, 5), start(4, 5)),
    "LSTM without bias": (lambda: nn.LSTM(3, 4, 2, bias=False), steps), "LSTM dropout": (lambda: nn.LSTM(3, 4, 3, dropout=0.3), steps),
    "RNNCell": (lambda: nn.RNNCell(3, 4), flat), "RNNCell relu": (lambda: nn.RNNCell(3, 4, False, "relu"), flat, t.normal(3, 4)), "GRUCell": (lambda: nn.GRUCell(3, 4), flat, t.normal(3, 4)),
    "LSTMCell": (lambda: nn.LSTMCell(3, 4), flat, t.normal(3, 4), t.normal(3, 4)), "LSTMCell from zero": (lambda: nn.LSTMCell(3, 4), flat),
    "MSELoss": (lambda: nn.MSELoss(), flat, t.normal(3, 3)), "L1Loss": (lambda: nn.L1Loss(reduction="sum"), flat, t.normal(3, 3)), "SmoothL1Loss": (lambda: nn.SmoothL1Loss(beta=0.5), flat, t.normal(3, 3)),
    "HuberLoss": (lambda: nn.HuberLoss(delta=0.5), flat, t.normal(3, 3)), "NLLLoss": (lambda: nn.NLLLoss(), t.normal(4, 3), classes), "KLDivLoss": (lambda: nn.KLDivLoss(reduction="sum"), flat, t.uniform(3, 3)),
    "BCELoss": (lambda: nn.BCELoss(), t.uniform(3, 3), t.uniform(3, 3)), "BCEWithLogitsLoss": (lambda: nn.BCEWithLogitsLoss(), flat, t.uniform(3, 3)),
    "CrossEntropyLoss": (lambda: nn.CrossEntropyLoss(), t.normal(4, 3), classes), "CrossEntropyLoss smooth": (lambda: nn.CrossEntropyLoss(ignore_index=1, label_smoothing=0.1), t.normal(4, 3), classes),
}


def call(module, inputs):
    """The call's results as a flat list: an LSTM's states are a tuple within a tuple. Its two states are given as one."""
    if isinstance(module, (nn.LSTM, nn.LSTMCell)) and len(inputs) == 3:
        inputs = inputs[0], (inputs[1], inputs[2])
    out = module(*inputs)
    if isinstance(module, nn.LSTM):
        return [out[0], *out[1]]
    return list(out) if isinstance(out, tuple) else [out]


def make(folder):
    found = {}
    for name, (build, *inputs) in TABLE.items():
        torch.manual_seed(0)
        state = {key: value.clone() for key, value in build().state_dict().items()}
        found.update({f"{name}/state/{key}": value for key, value in state.items()})
        found.update({f"{name}/in{i}": value for i, value in enumerate(inputs)})
        for precision, dtype in (("f32", torch.float32), ("f64", torch.float64)):
            found.update({f"{name}/{precision}/{key}": value.clone() for key, value in run(build, state, inputs, dtype).items()})
    tensors.save(os.path.join(folder, "layers.safetensors"), found, {"torch": torch.__version__})


def run(build, state, inputs, dtype):
    module = build().to(dtype)
    module.load_state_dict(state)
    leaves = [value.to(dtype).clone().requires_grad_() if value.is_floating_point() else value for value in inputs]
    torch.manual_seed(1)
    outputs = call(module, leaves)
    torch.autograd.backward(outputs, [seed(output) for output in outputs])
    found = {f"out{i}": output for i, output in enumerate(outputs)}
    found.update({f"grad{i}": leaf.grad for i, leaf in enumerate(leaves) if leaf.grad is not None})
    found.update({f"parameter/{key}": parameter.grad for key, parameter in module.named_parameters()})
    found.update({f"buffer/{key}": buffer for key, buffer in module.named_buffers()})
    found["eval"] = call(module.eval(), leaves)[0]
    return found
