"""The peer of DataBenchmark.cs in PyTorch, as found: no setting is touched. Each line of its input names a case to run once; it answers with milliseconds.

python3 data.py IDX_FOLDER [PICTURE_FOLDER]"""
import gzip
import sys
import time

import numpy
import torch
import torchvision
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Images(Dataset):
    """What torchvision.datasets.FashionMNIST does for each example."""

    def __init__(self, images, labels):
        self.images, self.labels, self.transform = images, labels, transforms.ToTensor()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(torchvision.transforms.functional.to_pil_image(self.images[index].numpy())), int(self.labels[index])


def drain(loader):
    for _ in loader:
        pass


def main():
    root = sys.argv[1]
    images = torch.from_numpy(numpy.frombuffer(bytearray(gzip.open(f"{root}/train-images-idx3-ubyte.gz").read()[16:]), numpy.uint8)).reshape(-1, 1, 28, 28)
    labels = torch.from_numpy(numpy.frombuffer(bytearray(gzip.open(f"{root}/train-labels-idx1-ubyte.gz").read()[8:]), numpy.uint8)).long()
    floats = images.float().div(255)

    def epoch(inputs, finish):
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), 256):
            index = order[start:start + 256]
            finish(inputs.index_select(0, index)), labels.index_select(0, index)

    def folder():
        pictures = torchvision.datasets.ImageFolder(sys.argv[2] + "/train", transforms.ToTensor())
        drain(DataLoader(pictures, 256, shuffle=True, num_workers=2))

    cases = {
        "index_select of bytes, float, div": lambda: epoch(images, lambda batch: batch.float().div(255)),
        "index_select of floats scaled beforehand": lambda: epoch(floats, lambda batch: batch),
        "DataLoader + ToTensor, 0 workers": lambda: drain(DataLoader(Images(images[:, 0], labels), 256, shuffle=True)),
        "DataLoader + ToTensor, 2 workers": lambda: drain(DataLoader(Images(images[:, 0], labels), 256, shuffle=True, num_workers=2)),
        "ImageFolder + DataLoader, 2 workers": folder,
    }
    for line in sys.stdin:
        start = time.perf_counter()
        cases[line.strip()]()
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
