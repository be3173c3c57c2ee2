"""The peer of DataBenchmark.cs in PyTorch: python3 data_benchmark.py IDX_FOLDER [PICTURE_FOLDER]"""
import gzip
import statistics
import sys
import time

import numpy
import torch
import torchvision
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def report(what, work, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    print(f"{what}: {statistics.median(times):.1f} ms (from {min(times):.1f} to {max(times):.1f})", flush=True)


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
    images = torch.from_numpy(numpy.frombuffer(bytearray(gzip.open(f"{root}/train-images-idx3-ubyte.gz").read()[16:]), numpy.uint8)).reshape(-1, 28, 28)
    labels = torch.from_numpy(numpy.frombuffer(bytearray(gzip.open(f"{root}/train-labels-idx1-ubyte.gz").read()[8:]), numpy.uint8)).long()
    for threads in (1, 2):
        torch.set_num_threads(threads)

        def epoch():
            order = torch.randperm(len(images))
            for start in range(0, len(images), 256):
                index = order[start:start + 256]
                images.index_select(0, index).float().div_(255), labels.index_select(0, index)
        report(f"in-memory index_select, float, div, {threads} threads", epoch, 7)
    for workers in (0, 2):
        loader = DataLoader(Images(images, labels), 256, shuffle=True, num_workers=workers)
        report(f"DataLoader + ToTensor, {workers} workers", lambda: drain(loader), 2)
    if len(sys.argv) > 2:
        folder = torchvision.datasets.ImageFolder(sys.argv[2] + "/train", transforms.ToTensor())
        loader = DataLoader(folder, 256, shuffle=True, num_workers=2)
        report(f"ImageFolder + DataLoader, 2 workers, {len(folder)} pictures", lambda: drain(loader), 3)


if __name__ == "__main__":
    main()
