"""Makes the goldens: what PyTorch itself computes, for the tests to compare with.

scripts/goldens            makes all of them
scripts/goldens operators  makes those of goldens_operators.py

Each goldens_<topic>.py beside this file has a function make(folder), which writes its files there.
"""
import importlib
import os
import pathlib
import platform
import random
import sys

import numpy
import torch

folder = pathlib.Path(__file__).parent


def main():
    print(f"python {platform.python_version()}, torch {torch.__version__}, numpy {numpy.__version__}, {torch.get_num_threads()} threads")
    topics = sys.argv[1:] or sorted(path.stem[len("goldens_"):] for path in folder.glob("goldens_*.py"))
    for topic in topics:
        random.seed(0)
        numpy.random.seed(0)
        torch.manual_seed(0)
        torch.set_default_dtype(torch.float32)
        before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        importlib.import_module(f"goldens_{topic}").make(str(folder))
        for path in sorted(folder.iterdir()):
            if path.is_file() and before.get(path) != path.stat().st_mtime_ns:
                print(f"{topic}: {path.name}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.dont_write_bytecode = True
    main()
