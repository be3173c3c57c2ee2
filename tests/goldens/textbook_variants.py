"""The zoo's less usual networks in PyTorch: straight-through thresholds, maxima of pieces, penalties, further heads."""
import torch
from torch import nn
from torch.nn import functional as F

from textbook_networks import Inception, Wrapped, net


class Perceptron(nn.Module):
    """The largest sum fires; its gradient passes the threshold unchanged."""

    def __init__(self):
        super().__init__()
        self.output = nn.Linear(784, 10)

    def forward(self, x):
        sums = self.output(x.flatten(1))
        fired = F.one_hot(sums.argmax(1), 10).to(sums.dtype)
        return sums + (fired - sums).detach()


class Unshared(nn.Module):
    """A convolution whose filters repeat after `period` places: each place is a convolution of its own."""

    def __init__(self, below, maps, kernel, period):
        super().__init__()
        self.kernel, self.period = kernel, period
        self.weight = nn.Parameter(torch.empty(maps, below * kernel ** 2, period, period))
        self.bias = nn.Parameter(torch.empty(maps, 1, period, period))

    def place(self, x, row, column):
        y, z = row % self.period, column % self.period
        patch = x[:, :, row:row + self.kernel, column:column + self.kernel]
        return F.conv2d(patch, self.weight[:, :, y, z].reshape(-1, *patch.shape[1:]), self.bias[:, 0, y, z])

    def forward(self, x):
        side = x.shape[2] - self.kernel + 1
        return torch.cat([torch.cat([self.place(x, row, column) for column in range(side)], 3) for row in range(side)], 2)


class Maxout(nn.Module):
    def __init__(self, below, width, pieces):
        super().__init__()
        self.width, self.linear = width, nn.Linear(below, width * pieces)

    def forward(self, x):
        return self.linear(x).reshape(len(x), self.width, -1).max(-1).values


def maxout():
    return net(nn.Flatten(), Maxout(784, 240, 5), nn.Dropout(0), Maxout(240, 240, 5), nn.Dropout(0), nn.Linear(240, 10))


class WeightNormed(nn.Module):
    """As torch.nn.utils.weight_norm, without its order of parameters."""

    def __init__(self, below, width):
        super().__init__()
        self.weight_g, self.weight_v, self.bias = (nn.Parameter(torch.empty(*shape)) for shape in ((width, 1), (width, below), (width,)))

    def forward(self, x):
        return F.linear(x, torch._weight_norm(self.weight_v, self.weight_g, 0), self.bias)


def conv1d(padding):
    length = 28
    for _ in range(2):
        length = (length + 2 * padding - 4) // 2
    inner = net(
        nn.Conv1d(28, 64, 5, padding=padding), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(64, 64, 5, padding=padding), nn.ReLU(), nn.MaxPool1d(2),
        nn.Flatten(), nn.Linear(64 * length, 10))
    inner.register_forward_pre_hook(lambda module, inputs: (inputs[0].flatten(1, 2),))
    return inner


def alexnet_published():
    norm = lambda: nn.LocalResponseNorm(5, 5e-4, 0.75, 2)
    relu = nn.ReLU
    return net(
        nn.Conv2d(3, 96, 11, 4), relu(), norm(), nn.MaxPool2d(3, 2), nn.Conv2d(96, 256, 5, padding=2, groups=2), relu(), norm(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), relu(), nn.Conv2d(384, 384, 3, padding=1, groups=2), relu(), nn.Conv2d(384, 256, 3, padding=1, groups=2), relu(),
        nn.MaxPool2d(3, 2), nn.Flatten(), nn.Linear(256, 4096), relu(), nn.Dropout(0), nn.Linear(4096, 4096), relu(), nn.Dropout(0), nn.Linear(4096, 10))


def vgg11_bn():
    layers, below = [], 1
    for count, maps in zip((1, 1, 2, 2, 2), (64, 128, 256, 512, 512)):
        for _ in range(count):
            layers += [nn.Conv2d(below, maps, 3, padding=1), nn.BatchNorm2d(maps), nn.ReLU()]
            below = maps
        layers.append(nn.MaxPool2d(2))
    full = nn.Sequential(nn.Linear(512, 4096), nn.ReLU(), nn.Dropout(0), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0), nn.Linear(4096, 10))
    return Wrapped(["features", "flat", "classifier"], features=nn.Sequential(*layers), flat=nn.Flatten(), classifier=full)


class GoogLeNetAuxiliary(nn.Module):
    """The logits and those of both heads, side by side."""

    def __init__(self):
        super().__init__()
        shrink = lambda: nn.MaxPool2d(3, 2, 1)
        head = lambda below: nn.Sequential(
            nn.AvgPool2d(5, 3), nn.Conv2d(below, 128, 1), nn.ReLU(), nn.Flatten(), nn.Linear(128, 1024), nn.ReLU(), nn.Dropout(0), nn.Linear(1024, 10))
        self.until4a = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3), nn.ReLU(), shrink(), nn.Conv2d(64, 64, 1), nn.ReLU(), nn.Conv2d(64, 192, 3, padding=1), nn.ReLU(), shrink(),
            Inception(192, 64, (96, 128), (16, 32), 32), Inception(256, 128, (128, 192), (32, 96), 64), shrink(), Inception(480, 192, (96, 208), (16, 48), 64))
        self.until4d = nn.Sequential(
            Inception(512, 160, (112, 224), (24, 64), 64), Inception(512, 128, (128, 256), (24, 64), 64), Inception(512, 112, (144, 288), (32, 64), 64))
        self.rest = nn.Sequential(
            Inception(528, 256, (160, 320), (32, 128), 128), shrink(), Inception(832, 256, (160, 320), (32, 128), 128),
            Inception(832, 384, (192, 384), (48, 128), 128), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.output = nn.Sequential(nn.Dropout(0), nn.Linear(1024, 10))
        self.auxiliary1, self.auxiliary2 = head(512), head(528)

    def forward(self, x):
        at4a = self.until4a(x)
        at4d = self.until4d(at4a)
        return torch.cat([self.output(self.rest(at4d)), self.auxiliary1(at4a), self.auxiliary2(at4d)], 1)


class Coded(nn.Module):
    """An autoencoder of one hidden layer whose penalty is added to each of its pixels, so that one comparison proves both."""

    def __init__(self, width, activation, penalty=None):
        super().__init__()
        self.penalty = penalty
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, width), activation)
        self.decoder = nn.Sequential(nn.Linear(width, 784), nn.Sigmoid(), nn.Unflatten(1, (1, 28, 28)))

    def forward(self, x):
        code = self.encoder(x)
        return self.decoder(code) + (self.penalty(self, x, code) if self.penalty else 0)


def contraction(network, x, code, weight=0.1):
    """The squared Frobenius norm of the code's Jacobian, by automatic differentiation, a mean over the batch."""
    total = 0
    for row in x:
        jacobian = torch.autograd.functional.jacobian(lambda one: network.encoder(one.unsqueeze(0))[0], row, create_graph=torch.is_grad_enabled())
        total = total + (jacobian ** 2).sum()
    return weight * total / len(x)


def sparsity(network, x, code, target=0.05, weight=3):
    active = code.mean(0)
    wanted = torch.full_like(active, target)
    return weight * sum(F.kl_div(torch.log(a), b, reduction="sum") for a, b in ((active, wanted), (1 - active, 1 - wanted)))


class Stacked(nn.Module):
    def __init__(self, *widths):
        super().__init__()
        self.encoders = nn.ModuleList(nn.Sequential(nn.Linear(a, b), nn.Sigmoid()) for a, b in zip(widths, widths[1:]))
        self.decoders = nn.ModuleList(nn.Sequential(nn.Linear(b, a), nn.Sigmoid()) for a, b in zip(widths, widths[1:]))

    def forward(self, x):
        y = x.flatten(1)
        for layer in [*self.encoders, *reversed(self.decoders)]:
            y = layer(y)
        return y.view(x.shape)


class Conditional(nn.Module):
    """Decodes the mean; the labels are the numbers of the rows."""

    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.logVariance = nn.Sequential(nn.Linear(794, 400), nn.ReLU()), nn.Linear(400, 20), nn.Linear(400, 20)
        self.decoder = nn.Sequential(nn.Linear(30, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid())

    def forward(self, x):
        labels = F.one_hot(torch.arange(len(x)) % 10, 10).to(x.dtype)
        code = self.mean(self.encoder(torch.cat([x.flatten(1), labels], 1)))
        return self.decoder(torch.cat([code, labels], 1)).view(x.shape)


class Labeller(nn.Module):
    def __init__(self, symbols, labels):
        super().__init__()
        self.embedding, self.rnn = nn.Embedding(symbols, 64), Wrapped("rnn", rnn=nn.LSTM(64, 64, bidirectional=True))
        self.output = nn.Sequential(nn.Dropout(0), nn.Linear(128, labels))

    def forward(self, x):
        return self.output(self.rnn(self.embedding(x.T))[0]).transpose(0, 1)
