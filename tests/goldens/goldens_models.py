"""Goldens of the zoo: the textbooks' networks written again in PyTorch (textbook_networks.py), and torchvision's own networks.

No weights are stored: see hashed.py. Stored are logits of five inputs in evaluation mode, and of one training step a norm and five elements
of every gradient and of every running statistic. Names and shapes are in the files' metadata.
"""
import torch
import torchvision
from torch import nn

from hashed import BATCH, images, record, tokens, vectors
from tensors import save
from textbook_networks import *
from textbook_sequences import *
from textbook_variants import *


def textbook(store, about):
    def image(name, network, size, channels=1, classes=10):
        record(name, network, [images(BATCH, channels, size)], store, about, classes=classes, channels=channels, size=size)

    image("softmax", Wrapped(["flat", "output"], flat=nn.Flatten(), output=nn.Linear(784, 10)), 28)
    image("mlp", net(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10)), 28)
    image("mlp-bn", net(
        nn.Flatten(), nn.Linear(784, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 10)), 28)
    image("lenet", lenet(False), 28)
    image("lenet-bn", lenet(True), 28)
    image("lenet5", LeNet5(), 28)
    image("alexnet", alexnet(1), 67)
    image("vgg11-quarter", vgg((1, 1, 2, 2, 2), 4), 32)
    image("nin", nin(), 67)
    image("googlenet", googlenet(), 64)
    image("resnet18", resnet((2, 2, 2, 2), 1), 64)
    image("resnet50", resnet((3, 4, 6, 3), 4), 64)
    image("resnet18-preact", preactivation(), 64)
    image("resnet20", cifar(20), 32, channels=3)
    image("densenet", densenet(), 64)
    image("dilated", Dilated(), 28)
    image("locally-connected", net(
        Unshared(1, 3, 5, 24), nn.Tanh(), nn.AvgPool2d(4), nn.Flatten(), nn.Linear(108, 140), nn.Tanh(), nn.Linear(140, 10)), 28)
    image("tiled", net(
        Unshared(1, 6, 5, 2), nn.Tanh(), nn.AvgPool2d(2), Unshared(6, 16, 5, 2), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(256, 140), nn.Tanh(), nn.Linear(140, 100), nn.Tanh(), nn.Linear(100, 10)), 28)
    image("mobilenet", mobilenet(), 64, channels=3)

    one = tokens("input", 28, BATCH, 12)
    for name, layer, width in [
            ("rnn", Recurrent(nn.RNN, 28, 256), 256), ("lstm", Recurrent(nn.LSTM, 28, 256), 256), ("gru", Recurrent(nn.GRU, 28, 256), 256),
            ("lstm-deep", Recurrent(nn.LSTM, 28, 256, 2), 256), ("gru-bidirectional", Recurrent(nn.GRU, 28, 256, 2, bidirectional=True), 512),
            ("lstm-no-forget", Variant("no-forget", 28, 256), 256), ("lstm-peephole", Variant("peephole", 28, 256), 256),
            ("lstm-coupled", Variant("coupled", 28, 256), 256)]:
        record(name, LanguageModel(layer, width), [one], store, about, classes=28, channels=1, size=12)
    image("gru-classifier", Rows(Recurrent(nn.GRU, 28, 128), 128), 28)
    pairs = [tokens("source", 11, BATCH, 6), torch.tensor([6, 5, 4, 6, 3]), tokens("target", 9, BATCH, 6)]
    for name, attention in [("seq2seq", None), ("seq2seq-attention", Attention(True, 32)), ("seq2seq-dot", Attention(False, 32))]:
        record(name, Translator(11, 9, attention), pairs, store, about, classes=9, channels=11, size=6)

    up = lambda below, maps: nn.ConvTranspose2d(below, maps, 3, 2, 1, 1)
    image("autoencoder-deep", Coder(
        nn.Sequential(nn.Flatten(), *dense(784, 128, 64, 32, last=None)),
        nn.Sequential(*dense(32, 64, 128, 784, last=nn.Sigmoid()), nn.Unflatten(1, (1, 28, 28)))), 28)
    image("conv-autoencoder", Coder(
        nn.Sequential(nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Sequential(up(32, 32), nn.ReLU(), up(32, 32), nn.ReLU(), nn.Conv2d(32, 1, 3, padding=1), nn.Sigmoid())), 28)
    image("vae", Variational(
        nn.Sequential(nn.Linear(784, 400), nn.ReLU()), 400, 20, nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid()), True), 28)
    image("conv-vae", Variational(
        nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(3136, 16), nn.ReLU()),
        16, 2,
        nn.Sequential(
            nn.Linear(2, 3136), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)), up(64, 64), nn.ReLU(), up(64, 32), nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 3, padding=1), nn.Sigmoid()), True), 28)
    variants(store, about, image)


def variants(store, about, image):
    for name, features, outputs in [("linear-regression", 2, 1), ("logistic-regression", 2, 2)]:
        record(name, Wrapped("output", output=nn.Linear(features, outputs)), [vectors(BATCH, features)], store, about, classes=outputs, channels=1, size=features)
    image("perceptron", Perceptron(), 28)
    image("mlp-dropout", net(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0), nn.Linear(256, 256), nn.ReLU(), nn.Dropout(0), nn.Linear(256, 10)), 28)
    image("mlp-tanh", net(nn.Flatten(), nn.Linear(784, 256), nn.Tanh(), nn.Linear(256, 10)), 28)
    image("mlp-wn", net(nn.Flatten(), WeightNormed(784, 256), nn.ReLU(), WeightNormed(256, 10)), 28)
    image("maxout", maxout(), 28)
    for name, padding in [("conv1d", 2), ("conv1d-narrow", 0), ("conv1d-wide", 4)]:
        image(name, conv1d(padding), 28)
    image("alexnet-lrn", alexnet_published(), 71, channels=3)
    image("vgg11-bn", vgg11_bn(), 32)
    image("googlenet-aux", GoogLeNetAuxiliary(), 65, channels=3)

    one = tokens("input", 28, BATCH, 12)
    for name, layer, width in [
            ("rnn-deep", Recurrent(nn.RNN, 28, 256, 2), 256), ("rnn-bidirectional", Recurrent(nn.RNN, 28, 256, 2, bidirectional=True), 512),
            ("lstm-bidirectional", Recurrent(nn.LSTM, 28, 256, 2, bidirectional=True), 512), ("gru-deep", Recurrent(nn.GRU, 28, 256, 2), 256),
            ("lstm-variational", Wrapped("layer", layer=Recurrent(nn.LSTM, 28, 256)), 256),
            ("rnn-scratch", WrittenOut("rnn", 28, 512), 512), ("gru-scratch", WrittenOut("gru", 28, 256), 256), ("lstm-scratch", WrittenOut("lstm", 28, 256), 256)]:
        record(name, LanguageModel(layer, width), [one], store, about, classes=28, channels=1, size=12)
    for name, kind in [("rnn-classifier", nn.RNN), ("lstm-classifier", nn.LSTM)]:
        image(name, Rows(Recurrent(kind, 28, 128), 128), 28)
    record("lstm-tagger", Labeller(11, 7), [tokens("input", 11, BATCH, 12)], store, about, classes=7, channels=11, size=12)

    image("autoencoder", Coded(32, nn.ReLU()), 28)
    image("denoising-autoencoder", Coded(500, nn.Sigmoid()), 28)
    image("sparse-autoencoder", Coded(196, nn.Sigmoid(), sparsity), 28)
    image("contractive-autoencoder", Coded(500, nn.Sigmoid(), contraction), 28)
    image("stacked-autoencoder", Stacked(784, 500, 250, 64), 28)
    image("vae-conditional", Conditional(), 28)
    image("vae-beta", Variational(
        nn.Sequential(nn.Linear(784, 400), nn.ReLU()), 400, 10, nn.Sequential(nn.Linear(10, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid()), True), 28)


TWINS = {"alexnet": 63, "googlenet": 64, "densenet121": 64} | {name: 64 for name in ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")} | {
    f"vgg{depth}{suffix}": 32 for depth in (11, 13, 16, 19) for suffix in ("", "_bn")}


def twins(store, about):
    for name, size in sorted(TWINS.items()):
        options = {"aux_logits": False, "init_weights": False} if name == "googlenet" else {}
        network = getattr(torchvision.models, name)(**options)
        for module in network.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0
        record(name, network, [images(BATCH, 3, size)], store, about, size=size)
        store[f"{name}/logits"] = store[f"{name}/logits"][:, ::20].contiguous()


def make(folder):
    for file, cases in (("models", textbook), ("torchvision", twins)):
        store, about = {}, {}
        cases(store, about)
        save(f"{folder}/{file}.safetensors", store, about)
