"""The cases of DataBenchmark.cs in PyTorch as installed. Each line of input names a case to run once; the answer is its
milliseconds.

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
        picture = transforms.functional.to_pil_image(self.images[index].numpy())
        return self.transform(picture), int(self.labels[index])


def drain(loader):
    for _ in loader:
        pass


def main():
    root = sys.argv[1]

    def read(name, header):
        content = bytearray(gzip.open(f"{root}/{name}-ubyte.gz").read()[header:])
        return torch.from_numpy(numpy.frombuffer(content, numpy.uint8))

    images = read("train-images-idx3", 16).reshape(-1, 1, 28, 28)
    labels = read("train-labels-idx1", 8).long()
    floats = images.float().div(255)

    def epoch(inputs, finish):
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), 256):
            index = order[start:start + 256]
            finish(inputs.index_select(0, index)), labels.index_select(0, index)

    def loader(workers):
        return DataLoader(Images(images[:, 0], labels), 256, shuffle=True, num_workers=workers)

    def folder():
        pictures = torchvision.datasets.ImageFolder(sys.argv[2] + "/train", transforms.ToTensor())
        drain(DataLoader(pictures, 256, shuffle=True, num_workers=2))

    cases = {
        "index_select of bytes, float, div": lambda: epoch(images, lambda batch: batch.float().div(255)),
        "index_select of floats scaled beforehand": lambda: epoch(floats, lambda batch: batch),
        "DataLoader + ToTensor, 0 workers": lambda: drain(loader(0)),
        "DataLoader + ToTensor, 2 workers": lambda: drain(loader(2)),
        "ImageFolder + DataLoader, 2 workers": folder,
    }
    for line in sys.stdin:
        start = time.perf_counter()
        cases[line.strip()]()
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
