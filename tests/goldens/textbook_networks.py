"""The textbooks' convolutional networks in PyTorch, under the names of parameters that the zoo gives them."""
import torch
from torch import nn
from torch.nn import functional as F


class Wrapped(nn.Module):
    """A network of one part under the name that the zoo gives it."""

    def __init__(self, part, **parts):
        super().__init__()
        self.order = [part] if isinstance(part, str) else list(part)
        for key, module in parts.items():
            setattr(self, key, module)

    def forward(self, x):
        for key in self.order:
            x = getattr(self, key)(x)
        return x


def net(*layers):
    return Wrapped("net", net=nn.Sequential(*layers))


class Residual(nn.Module):
    def __init__(self, below, maps, stride):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(below, maps, 3, stride, 1), nn.Conv2d(maps, maps, 3, padding=1)
        self.bn1, self.bn2 = nn.BatchNorm2d(maps), nn.BatchNorm2d(maps)
        self.shortcut = None if stride == 1 and below == maps else nn.Conv2d(below, maps, 1, stride)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (self.shortcut(x) if self.shortcut else x))


class Bottleneck(nn.Module):
    def __init__(self, below, maps, stride):
        super().__init__()
        inner = maps // 4
        self.conv1, self.conv2, self.conv3 = nn.Conv2d(below, inner, 1), nn.Conv2d(inner, inner, 3, stride, 1), nn.Conv2d(inner, maps, 1)
        self.bn1, self.bn2, self.bn3 = nn.BatchNorm2d(inner), nn.BatchNorm2d(inner), nn.BatchNorm2d(maps)
        self.shortcut = None if stride == 1 and below == maps else nn.Conv2d(below, maps, 1, stride)

    def forward(self, x):
        y = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        return F.relu(self.bn3(self.conv3(y)) + (self.shortcut(x) if self.shortcut else x))


class PreActivation(nn.Module):
    def __init__(self, below, maps, stride):
        super().__init__()
        self.bn1, self.bn2 = nn.BatchNorm2d(below), nn.BatchNorm2d(maps)
        self.conv1 = nn.Conv2d(below, maps, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(maps, maps, 3, padding=1, bias=False)
        self.shortcut = None if stride == 1 and below == maps else nn.Conv2d(below, maps, 1, stride, bias=False)

    def forward(self, x):
        active = F.relu(self.bn1(x))
        return self.conv2(F.relu(self.bn2(self.conv1(active)))) + (self.shortcut(active) if self.shortcut else x)


class CifarBlock(nn.Module):
    def __init__(self, below, maps):
        super().__init__()
        self.widen = maps - below
        self.conv1 = nn.Conv2d(below, maps, 3, 2 if self.widen else 1, 1, bias=False)
        self.conv2 = nn.Conv2d(maps, maps, 3, padding=1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(maps), nn.BatchNorm2d(maps)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.widen:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.widen // 2, self.widen // 2))
        return F.relu(x + y)


class Inception(nn.Module):
    def __init__(self, below, one, three, five, pool):
        super().__init__()
        relu = nn.ReLU
        self.path1 = nn.Sequential(nn.Conv2d(below, one, 1), relu())
        self.path2 = nn.Sequential(nn.Conv2d(below, three[0], 1), relu(), nn.Conv2d(*three, 3, padding=1), relu())
        self.path3 = nn.Sequential(nn.Conv2d(below, five[0], 1), relu(), nn.Conv2d(*five, 5, padding=2), relu())
        self.path4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(below, pool, 1), relu())

    def forward(self, x):
        return torch.cat([self.path1(x), self.path2(x), self.path3(x), self.path4(x)], 1)


class DenseBlock(nn.Module):
    def __init__(self, layers, below, growth):
        super().__init__()
        self.net = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(below + i * growth), nn.ReLU(), nn.Conv2d(below + i * growth, growth, 3, padding=1)) for i in range(layers))

    def forward(self, x):
        for layer in self.net:
            x = torch.cat([x, layer(x)], 1)
        return x


class Subsampling(nn.Module):
    def __init__(self, maps):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.empty(maps, 1, 1)), nn.Parameter(torch.empty(maps, 1, 1))

    def forward(self, x):
        return 4 * F.avg_pool2d(x, 2) * self.weight + self.bias


class LeNet5(nn.Module):
    """The connection table written as the paper's figure describes it, map by map; logits stop before the codes."""

    TABLE = [[i, (i + 1) % 6, (i + 2) % 6] for i in range(6)] + [[(i + j) % 6 for j in range(4)] for i in range(6)] + [
        [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 2, 3, 4, 5]]

    class TableConvolution(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight, self.bias = nn.Parameter(torch.empty(60, 5, 5)), nn.Parameter(torch.empty(16))

        def forward(self, x):
            maps, first = [], 0
            for i, below in enumerate(LeNet5.TABLE):
                kernels = self.weight[first:first + len(below)].unsqueeze(0)
                maps.append(F.conv2d(x[:, sorted(below)], kernels, self.bias[i:i + 1]))
                first += len(below)
            return torch.cat(maps, 1)

    class Codes(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("codes", torch.empty(10, 84))

        def forward(self, x):
            return -((x.unsqueeze(1) - self.codes) ** 2).sum(-1)

    def __init__(self):
        super().__init__()
        self.C1, self.S2, self.C3, self.S4 = nn.Conv2d(1, 6, 5, padding=2), Subsampling(6), LeNet5.TableConvolution(), Subsampling(16)
        self.C5, self.F6, self.output = nn.Conv2d(16, 120, 5), nn.Linear(120, 84), LeNet5.Codes()

    def forward(self, x):
        for layer in (self.C1, self.S2, self.C3, self.S4, self.C5):
            x = 1.7159 * torch.tanh(layer(x) * (2 / 3))
        return self.output(1.7159 * torch.tanh(self.F6(x.flatten(1)) * (2 / 3)))


def lenet(bn):
    norm = lambda layer: [layer] if bn else []
    return net(
        nn.Conv2d(1, 6, 5, padding=0 if bn else 2), *norm(nn.BatchNorm2d(6)), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), *norm(nn.BatchNorm2d(16)), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(256 if bn else 400, 120), *norm(nn.BatchNorm1d(120)), nn.Sigmoid(), nn.Linear(120, 84), *norm(nn.BatchNorm1d(84)), nn.Sigmoid(),
        nn.Linear(84, 10))


def alexnet(grid):
    relu = nn.ReLU
    return net(
        nn.Conv2d(1, 96, 11, 4, 1), relu(), nn.MaxPool2d(3, 2), nn.Conv2d(96, 256, 5, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), relu(), nn.Conv2d(384, 384, 3, padding=1), relu(), nn.Conv2d(384, 256, 3, padding=1), relu(),
        nn.MaxPool2d(3, 2), nn.Flatten(), nn.Linear(256 * grid * grid, 4096), relu(), nn.Dropout(0), nn.Linear(4096, 4096), relu(), nn.Dropout(0),
        nn.Linear(4096, 10))


def vgg(convolutions, divisor):
    layers, below = [], 1
    for count, maps in zip(convolutions, (64, 128, 256, 512, 512)):
        for _ in range(count):
            layers += [nn.Conv2d(below, maps // divisor, 3, padding=1), nn.ReLU()]
            below = maps // divisor
        layers.append(nn.MaxPool2d(2))
    classifier = nn.Sequential(
        nn.Flatten(), nn.Linear(below, 4096), nn.ReLU(), nn.Dropout(0), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0), nn.Linear(4096, 10))
    classifier = nn.Sequential(*list(classifier)[1:])
    network = Wrapped(["features", "flat", "classifier"], features=nn.Sequential(*layers), flat=nn.Flatten(), classifier=classifier)
    return network


def nin():
    def block(below, maps, kernel, stride, padding):
        return nn.Sequential(nn.Conv2d(below, maps, kernel, stride, padding), nn.ReLU(), nn.Conv2d(maps, maps, 1), nn.ReLU(), nn.Conv2d(maps, maps, 1), nn.ReLU())
    return net(
        block(1, 96, 11, 4, 0), nn.MaxPool2d(3, 2), block(96, 256, 5, 1, 2), nn.MaxPool2d(3, 2), block(256, 384, 3, 1, 1), nn.MaxPool2d(3, 2),
        nn.Dropout(0), block(384, 10, 3, 1, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def googlenet():
    shrink = lambda: nn.MaxPool2d(3, 2, 1)
    return Wrapped(
        ["b1", "b2", "b3", "b4", "b5", "output"],
        b1=nn.Sequential(nn.Conv2d(1, 64, 7, 2, 3), nn.ReLU(), shrink()),
        b2=nn.Sequential(nn.Conv2d(64, 64, 1), nn.ReLU(), nn.Conv2d(64, 192, 3, padding=1), nn.ReLU(), shrink()),
        b3=nn.Sequential(Inception(192, 64, (96, 128), (16, 32), 32), Inception(256, 128, (128, 192), (32, 96), 64), shrink()),
        b4=nn.Sequential(
            Inception(480, 192, (96, 208), (16, 48), 64), Inception(512, 160, (112, 224), (24, 64), 64),
            Inception(512, 128, (128, 256), (24, 64), 64), Inception(512, 112, (144, 288), (32, 64), 64),
            Inception(528, 256, (160, 320), (32, 128), 128), shrink()),
        b5=nn.Sequential(
            Inception(832, 256, (160, 320), (32, 128), 128), Inception(832, 384, (192, 384), (48, 128), 128), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        output=nn.Linear(1024, 10))


def resnet(blocks, expansion):
    block = Residual if expansion == 1 else Bottleneck
    stages, below = [], 64
    for stage, count in enumerate(blocks):
        inside, maps = [], (64 << stage) * expansion
        for i in range(count):
            inside.append(block(below, maps, 2 if i == 0 and stage else 1))
            below = maps
        stages.append(nn.Sequential(*inside))
    return net(nn.Conv2d(1, 64, 7, 2, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1), *stages, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(below, 10))


def preactivation():
    pairs = [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
    return net(
        nn.Conv2d(1, 64, 7, 2, 3, bias=False), nn.MaxPool2d(3, 2, 1), *[PreActivation(*pair) for pair in pairs],
        nn.BatchNorm2d(512), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def cifar(depth):
    blocks = [CifarBlock(below if i == 0 else maps, maps) for below, maps in ((16, 16), (16, 32), (32, 64)) for i in range(depth // 6)]
    return net(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def densenet():
    layers, maps = [nn.Conv2d(1, 64, 7, 2, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)], 64
    for block in range(4):
        layers.append(DenseBlock(4, maps, 32))
        maps += 128
        if block < 3:
            layers.append(nn.Sequential(nn.BatchNorm2d(maps), nn.ReLU(), nn.Conv2d(maps, maps // 2, 1), nn.AvgPool2d(2)))
            maps //= 2
    return net(*layers, nn.BatchNorm2d(maps), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(maps, 10))


class Dilated(nn.Module):
    def __init__(self):
        super().__init__()
        layers, below = [], 1
        for dilation in (1, 1, 2, 4, 8, 16, 1):
            layers += [nn.Conv2d(below, 32, 3, padding=dilation, dilation=dilation), nn.ReLU()]
            below = 32
        self.context, self.output = nn.Sequential(*layers), nn.Conv2d(32, 10, 1)

    def forward(self, x):
        return self.output(self.context(x)).mean((2, 3))


def mobilenet():
    layers, below = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU()], 32
    for maps, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [(1024, 2), (1024, 1)]:
        layers.append(nn.Sequential(
            nn.Conv2d(below, below, 3, stride, 1, groups=below, bias=False), nn.BatchNorm2d(below), nn.ReLU(),
            nn.Conv2d(below, maps, 1, bias=False), nn.BatchNorm2d(maps), nn.ReLU()))
        below = maps
    return Wrapped(["features", "output"], features=nn.Sequential(*layers), output=nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 10)))
