"""The textbooks' recurrent networks and autoencoders in PyTorch, under the names of parameters that the zoo gives them."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class Recurrent(nn.Module):
    def __init__(self, kind, *sizes, **options):
        super().__init__()
        self.rnn = kind(*sizes, **options)

    def forward(self, x):
        return self.rnn(x)[0]


class Variant(nn.Module):
    def __init__(self, kind, features, width):
        super().__init__()
        self.kind, gates = kind, 4 if kind == "peephole" else 3
        self.fromInput, self.fromState = nn.Linear(features, gates * width), nn.Linear(width, gates * width, bias=False)
        if kind == "peephole":
            for name in ("seenByInput", "seenByForget", "seenByOutput"):
                setattr(self, name, nn.Parameter(torch.empty(width)))

    def forward(self, x):
        h = c = torch.zeros(x.shape[1], self.fromState.in_features, dtype=x.dtype)
        outputs = []
        for step in x:
            a = (self.fromInput(step) + self.fromState(h)).split(self.fromState.in_features, 1)
            if self.kind == "peephole":
                i, f = torch.sigmoid(a[0] + self.seenByInput * c), torch.sigmoid(a[1] + self.seenByForget * c)
                c = f * c + i * torch.tanh(a[3])
                o = torch.sigmoid(a[2] + self.seenByOutput * c)
            else:
                gate, o, g = torch.sigmoid(a[0]), torch.sigmoid(a[1]), torch.tanh(a[2])
                c = c + gate * g if self.kind == "no-forget" else gate * c + (1 - gate) * g
            h = o * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs)


class WrittenOut(nn.Module):
    """One bias a gate, products by hand."""

    def __init__(self, kind, features, width):
        super().__init__()
        self.kind, self.width = kind, width
        self.fromInput = nn.Linear(features, {"rnn": 1, "gru": 3, "lstm": 4}[kind] * width)
        if kind == "gru":
            self.gatesFromState, self.candidateFromState = nn.Linear(width, 2 * width, bias=False), nn.Linear(width, width, bias=False)
        else:
            self.fromState = nn.Linear(width, self.fromInput.out_features, bias=False)

    def forward(self, x):
        h = c = torch.zeros(x.shape[1], self.width, dtype=x.dtype)
        outputs = []
        for step in x:
            a = self.fromInput(step)
            if self.kind == "rnn":
                h = torch.tanh(a + self.fromState(h))
            elif self.kind == "gru":
                z, r = torch.sigmoid(a[:, :2 * self.width] + self.gatesFromState(h)).split(self.width, 1)
                n = torch.tanh(a[:, 2 * self.width:] + self.candidateFromState(r * h))
                h = z * h + (1 - z) * n
            else:
                i, f, o, g = (a + self.fromState(h)).split(self.width, 1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs)


class LanguageModel(nn.Module):
    def __init__(self, layer, width):
        super().__init__()
        self.rnn, self.output = layer, nn.Linear(width, 28)

    def forward(self, x):
        return self.output(self.rnn(F.one_hot(x.T, 28).to(self.output.weight.dtype))).transpose(0, 1)


class Rows(nn.Module):
    def __init__(self, layer, width):
        super().__init__()
        self.rnn, self.output = layer, nn.Linear(width, 10)

    def forward(self, x):
        return self.output(self.rnn(x.squeeze(1).transpose(0, 1))[-1])


class Attention(nn.Module):
    def __init__(self, additive, width):
        super().__init__()
        if additive:
            self.W_k, self.W_q, self.w_v = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False), nn.Linear(width, 1, bias=False)
        self.additive = additive

    def forward(self, query, memory, lengths):
        scores = self.w_v(torch.tanh(self.W_q(query).unsqueeze(1) + self.W_k(memory))).squeeze(-1) if self.additive \
            else (memory @ query.unsqueeze(-1)).squeeze(-1) / math.sqrt(query.shape[-1])
        for row, length in zip(scores, lengths):
            row.data[length:] = -1e6
        return (scores.softmax(-1).unsqueeze(1) @ memory).squeeze(1)


class Translator(nn.Module):
    def __init__(self, source, target, attention=None, embed=32, width=32):
        super().__init__()
        self.sourceEmbedding, self.targetEmbedding = nn.Embedding(source, embed), nn.Embedding(target, embed)
        self.encoder, self.decoder = nn.GRU(embed, width, 2), nn.GRU(embed + width, width, 2)
        self.output, self.attention = nn.Linear(width, target), attention

    def forward(self, source, lengths, target):
        memory, h = self.encoder(self.sourceEmbedding(source.T))
        outputs = []
        for step in self.targetEmbedding(target.T):
            context = self.attention(h[-1], memory.transpose(0, 1), lengths) if self.attention else memory[-1]
            joined = [context, step] if self.attention else [step, context]
            y, h = self.decoder(torch.cat(joined, -1).unsqueeze(0), h)
            outputs.append(y[0])
        return self.output(torch.stack(outputs)).transpose(0, 1)


class Coder(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x):
        return self.decoder(self.encoder(x))


class Variational(nn.Module):
    """Decodes the mean, so that nothing is random."""

    def __init__(self, encoder, width, code, decoder, flat):
        super().__init__()
        self.encoder, self.mean, self.logVariance, self.decoder, self.flat = encoder, nn.Linear(width, code), nn.Linear(width, code), decoder, flat

    def forward(self, x):
        return self.decoder(self.mean(self.encoder(x.flatten(1) if self.flat else x))).view(x.shape)


def dense(*widths, last):
    layers = []
    for below, above in zip(widths, widths[1:]):
        layers += [nn.Linear(below, above), nn.ReLU()]
    return layers if last is None else layers[:-1] + [last]
