"""The cases of benchmarks/Steps in PyTorch: the same shapes and optimizers, written as PyTorch's users write them.

A line of input `case seconds` is answered by the median milliseconds of a step, the threads, and the process's peak
memory in megabytes.

    python3 steps.py [--threads N] [--channels-last] [--bf16]
"""
import argparse, contextlib, gzip, os, statistics, subprocess, sys, tempfile, time
import torch, torchvision
from PIL import Image
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce, cross_entropy

options = argparse.ArgumentParser()
options.add_argument("--threads", type=int)
options.add_argument("--channels-last", action="store_true")
options.add_argument("--bf16", action="store_true")
options = options.parse_args()
if options.threads:
    torch.set_num_threads(options.threads)
torch.manual_seed(0)


class Characters(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.embed, self.output = nn.Embedding(65, 128), nn.Linear(256, 65)
        self.layer = layer(128, 256, batch_first=True)

    def forward(self, text):
        return self.output(self.layer(self.embed(text))[0]).transpose(1, 2)


class Variational(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.spread = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.decoder, self.output = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, images):
        hidden = torch.relu(self.encoder(images))
        mean, log_variance = self.mean(hidden), self.spread(hidden)
        code = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        return self.output(torch.relu(self.decoder(code))), mean, log_variance


def lenet(norm=False):
    between = (lambda maps: [nn.BatchNorm2d(maps)]) if norm else (lambda maps: [])
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), *between(6), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), *between(16), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))


def resnet18(channels):
    net = torchvision.models.resnet18(num_classes=10)
    net.conv1 = nn.Conv2d(channels, 64, 7, stride=2, padding=3, bias=False)
    return net


def googlenet():
    return torchvision.models.googlenet(num_classes=10, aux_logits=False, init_weights=False)


def autoencoder():
    return nn.Sequential(
        nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 32), nn.ReLU(),
        nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 784))


def elbo(outputs, images):
    output, mean, log_variance = outputs
    divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
    return (bce(output, images, reduction="sum") + divergence) / len(images)


def images(count, channels, size):
    return lambda: (torch.rand(count, channels, size, size), torch.randint(0, 10, (count,)))


def text():
    return torch.randint(0, 65, (32, 64)), torch.randint(0, 65, (32, 64))


def twice():
    flat = torch.rand(256, 784)
    return flat, flat


def sgd(rate):
    return lambda parameters: torch.optim.SGD(parameters, rate)


def adam(parameters):
    return torch.optim.Adam(parameters, 1e-3)


small = images(256, 1, 28)
cases = {
    "softmax": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), sgd(0.1), small, cross_entropy),
    "mlp-sgd": (mlp, sgd(0.1), small, cross_entropy),
    "mlp-adam": (mlp, adam, small, cross_entropy),
    "lenet": (lenet, sgd(0.9), small, cross_entropy),
    "lenet-bn": (lambda: lenet(norm=True), sgd(0.9), small, cross_entropy),
    "resnet18-28": (lambda: resnet18(1), adam, images(128, 1, 28), cross_entropy),
    "resnet18-96": (lambda: resnet18(3), adam, images(32, 3, 96), cross_entropy),
    "googlenet-96": (googlenet, sgd(0.1), images(32, 3, 96), cross_entropy),
    "lstm": (lambda: Characters(nn.LSTM), adam, text, cross_entropy),
    "gru": (lambda: Characters(nn.GRU), adam, text, cross_entropy),
    "autoencoder": (autoencoder, adam, twice, bce),
    "vae": (Variational, adam, twice, elbo),
}


def prepare(name):
    build, optimizer, data, loss = cases[name]
    net, (inputs, targets) = build(), data()
    if options.channels_last and inputs.dim() == 4:
        net, inputs = net.to(memory_format=torch.channels_last), inputs.contiguous(memory_format=torch.channels_last)
    update = optimizer(net.parameters())

    def step():
        update.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16) if options.bf16 else contextlib.nullcontext():
            value = loss(net(inputs), targets)
        value.backward()
        update.step()

    for _ in range(3):
        step()
    return step


def channels_last(tensor):
    return tensor.to(memory_format=torch.channels_last) if options.channels_last else tensor


def infer(net, count, channels, size):
    net, batch = channels_last(net.eval()), channels_last(torch.rand(count, channels, size, size))

    def work():
        with torch.inference_mode():
            net(batch)

    return work


def evaluate():
    net, pictures, labels = channels_last(resnet18(3)), torch.rand(512, 3, 96, 96), torch.randint(0, 10, (512,))
    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(pictures, labels), 64)

    def work():
        net.eval()
        loss = correct = 0
        with torch.no_grad():
            for x, y in data:
                scores = net(channels_last(x))
                loss += cross_entropy(scores, y, reduction="sum").item()
                correct += (scores.argmax(1) == y).sum().item()

    return work


def checkpoint(write):
    net = resnet18(3)
    update = adam(net.parameters())
    cross_entropy(net(torch.rand(2, 3, 96, 96)), torch.randint(0, 10, (2,))).backward()
    update.step()
    place = os.path.join(tempfile.mkdtemp(), "last.pt")

    def save():
        torch.save({"model": net.state_dict(), "optimizer": update.state_dict()}, place)
        with open(place, "rb") as file:
            os.fsync(file.fileno())

    def load():
        saved = torch.load(place)
        net.load_state_dict(saved["model"])
        update.load_state_dict(saved["optimizer"])

    save()
    return save if write else load


class FashionMnist(torch.utils.data.Dataset):
    """What torchvision.datasets.FashionMNIST does for each example."""

    def __init__(self, root="/usr/share/datasets/fashion-mnist"):
        def read(name, skip):
            return torch.frombuffer(bytearray(gzip.open(f"{root}/{name}-ubyte.gz").read()[skip:]), dtype=torch.uint8)

        self.images, self.labels = read("train-images-idx3", 16).view(-1, 28, 28), read("train-labels-idx1", 8)
        self.transform = torchvision.transforms.ToTensor()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.images[index].numpy(), mode="L")), int(self.labels[index])


def epoch():
    net, data = channels_last(lenet()), torch.utils.data.DataLoader(FashionMnist(), 256, shuffle=True)
    update = torch.optim.SGD(net.parameters(), 0.9)

    def work():
        loss = correct = 0
        for x, y in data:
            update.zero_grad()
            scores = net(channels_last(x))
            value = cross_entropy(scores, y)
            value.backward()
            update.step()
            loss += value.item() * len(y)
            correct += (scores.argmax(1) == y).sum().item()

    return work


def start():
    command = [sys.executable, __file__, *sys.argv[1:]]
    subprocess.run(command, input="lenet 0\n", text=True, stdout=subprocess.DEVNULL, check=True)


works = {
    "evaluate-resnet18-96": evaluate,
    "infer-resnet18-96-1": lambda: infer(resnet18(3), 1, 3, 96),
    "infer-resnet18-96-32": lambda: infer(resnet18(3), 32, 3, 96),
    "infer-lenet-1": lambda: infer(lenet(), 1, 1, 28),
    "infer-lenet-32": lambda: infer(lenet(), 32, 1, 28),
    "checkpoint-write": lambda: checkpoint(True),
    "checkpoint-read": lambda: checkpoint(False),
    "epoch-lenet": epoch,
    "start": lambda: start,
}


def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def measure(step, seconds):
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


current, step = None, None
for line in sys.stdin:
    name, seconds = line.split()
    if name != current:
        current, step = name, works[name]() if name in works else prepare(name)
    print(f"{measure(step, float(seconds)):.4f} {torch.get_num_threads()} {peak()}", flush=True)
