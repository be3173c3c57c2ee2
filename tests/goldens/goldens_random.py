"""The random streams after manual_seed(0), and the starting values of nn.init."""
import os

import torch
from torch.nn import init

import tensors

f64 = torch.float64

STREAMS = {
    "rand.generator": lambda: torch.rand(5, 8), "rand.generator:double": lambda: torch.rand(3, dtype=f64),
    "randn.generator": lambda: torch.randn(5, 8), "randn.generator:few": lambda: torch.randn(5), "randn.generator:double": lambda: torch.randn(3, 7, dtype=f64),
    "randperm.generator": lambda: torch.randperm(20), "randint.low_generator": lambda: torch.randint(-3, 9, (4, 5)), "randint.low_generator:from zero": lambda: torch.randint(7, (6,)),
    "rand_like": lambda: torch.rand_like(torch.empty(2, 3)), "randn_like": lambda: torch.randn_like(torch.empty(4, 5)),
    "normal_": lambda: torch.empty(5, 8).normal_(1, 2), "normal_:few": lambda: torch.empty(5).normal_(-1, 0.5), "uniform_": lambda: torch.empty(2, 3).uniform_(-2, 3),
    "exponential_": lambda: torch.empty(2, 3).exponential_(2), "random_.from": lambda: torch.empty(2, 3, dtype=torch.int64).random_(-4, 11),
    "bernoulli": lambda: torch.bernoulli(torch.full((3, 7), 0.3)), "bernoulli_.float": lambda: torch.empty(3, 7).bernoulli_(0.3),
    "multinomial": lambda: torch.tensor([0.1, 0.2, 0.3, 0.4]).multinomial(3), "multinomial:replacement": lambda: torch.tensor([0.1, 0.2, 0.3, 0.4]).multinomial(9, True),
    "normal.Tensor_Tensor": lambda: torch.normal(torch.arange(4.0), torch.arange(1.0, 5.0)),
    "dropout": lambda: torch.nn.functional.dropout(torch.ones(3, 7), 0.3), "dropout_": lambda: torch.nn.functional.dropout(torch.ones(3, 7), 0.3, inplace=True),
    "feature_dropout": lambda: torch.nn.functional.dropout2d(torch.ones(3, 4, 2, 2), 0.4), "feature_dropout:1d": lambda: torch.nn.functional.dropout1d(torch.ones(3, 4, 2), 0.4),
    "feature_dropout_": lambda: torch.nn.functional.dropout2d(torch.ones(3, 4, 2, 2), 0.4, inplace=True),
    "alpha_dropout": lambda: torch.nn.functional.alpha_dropout(torch.ones(3, 7), 0.3, True), "alpha_dropout_": lambda: torch.nn.functional.alpha_dropout(torch.ones(3, 7), 0.3, True, True),
    "a mixture": lambda: torch.cat([torch.rand(3), torch.randn(3), torch.randperm(3).float(), torch.randn(17), torch.rand(1)]),
}

INITS = {
    "zeros": lambda w: init.zeros_(w), "ones": lambda w: init.ones_(w), "constant": lambda w: init.constant_(w, 2.5), "uniform": lambda w: init.uniform_(w, -1, 2), "normal": lambda w: init.normal_(w, 1, 2),
    "xavier_uniform": lambda w: init.xavier_uniform_(w, 2), "xavier_normal": lambda w: init.xavier_normal_(w, 2),
    "kaiming_uniform": lambda w: init.kaiming_uniform_(w, 0.5), "kaiming_uniform fan_out relu": lambda w: init.kaiming_uniform_(w, 0, "fan_out", "relu"),
    "kaiming_normal": lambda w: init.kaiming_normal_(w, 0.5), "kaiming_normal fan_out tanh": lambda w: init.kaiming_normal_(w, 0, "fan_out", "tanh"),
    "lecun": lambda w: init.kaiming_normal_(w, 0, "fan_in", "linear"), "trunc_normal": lambda w: init.trunc_normal_(w, 0.5, 1.5, -1, 2), "orthogonal": lambda w: init.orthogonal_(w, 2),
}


def make(folder):
    found = {}
    for name, draw in STREAMS.items():
        torch.manual_seed(0)
        found[name] = draw()
    for name, fill in INITS.items():
        for shape in ((6, 4), (3, 5), (4, 2, 3, 3)):
            torch.manual_seed(0)
            found[f"init {name} {'x'.join(map(str, shape))}"] = fill(torch.empty(shape))
    torch.manual_seed(0)
    found["init sparse 6x4"] = init.sparse_(torch.empty(6, 4), 0.4, 0.5)
    tensors.save(os.path.join(folder, "random.safetensors"), found, {"torch": torch.__version__})
