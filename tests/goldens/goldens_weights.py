"""Weight files as torch.save writes them, and what they hold."""
import io
import os
import zipfile
from collections import OrderedDict

import torch

import tensors


def write(folder, name, value, **options):
    """As torch.save, with one date for all parts of the archive: it writes none, so the file is the same every time."""
    torch.save(value, os.path.join(folder, name), **options)


def make(folder):
    network = torch.nn.Sequential(OrderedDict(first=torch.nn.Linear(3, 4), norm=torch.nn.BatchNorm1d(4), last=torch.nn.Linear(4, 2, bias=False)))
    state = network.state_dict()
    base = torch.arange(24.0)
    odd = OrderedDict(
        whole=base, rows=base.view(4, 6)[1:3], columns=base.view(4, 6)[:, ::2], transposed=base.view(4, 6).t(), number=base[7], nothing=torch.empty(0, 3),
        double=torch.tensor([0.1, -2e300], dtype=torch.float64), half=torch.tensor([0.5, 65504.0], dtype=torch.float16), long=torch.tensor([-(2**62), 3]),
        int=torch.tensor([-5, 6], dtype=torch.int32), short=torch.tensor([-5, 6], dtype=torch.int16), char=torch.tensor([-5, 6], dtype=torch.int8),
        byte=torch.tensor([5, 250], dtype=torch.uint8), truth=torch.tensor([True, False, True]), parameter=torch.nn.Parameter(torch.ones(2)))
    write(folder, "state.pth", state)
    write(folder, "nested.pth", {"epoch": 3, "lr": 0.1, "state_dict": state, "optimizer": {"state": {0: {"step": 7}}, "param_groups": [{"lr": 0.1, "params": [0, 1]}]}, "best": None, "size": torch.Size([1, 2])})
    write(folder, "plain.pth", dict(state))
    write(folder, "protocol4.pth", state, pickle_protocol=4)
    write(folder, "legacy.pth", state, _use_new_zipfile_serialization=False)
    write(folder, "odd.pth", odd | {"bfloat": base[:3].to(torch.bfloat16)})
    write(folder, "odd_legacy.pth", odd | {"bfloat": base[:3].to(torch.bfloat16)}, _use_new_zipfile_serialization=False)
    write(folder, "model.pth", network)
    write(folder, "list.pth", [torch.ones(1)])
    with zipfile.ZipFile(os.path.join(folder, "state.pth")) as source, zipfile.ZipFile(os.path.join(folder, "big_endian.pth"), "w") as target:
        for part in source.namelist():
            target.writestr(zipfile.ZipInfo(part), source.read(part))
        target.writestr(zipfile.ZipInfo("state/byteorder"), "big")
    script = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), script)
    with open(os.path.join(folder, "script.pth"), "wb") as file:
        file.write(script.getvalue())
    found = {f"state/{name}": value for name, value in state.items()} | {f"odd/{name}": value for name, value in odd.items()}
    tensors.save(os.path.join(folder, "weights.safetensors"), found)
