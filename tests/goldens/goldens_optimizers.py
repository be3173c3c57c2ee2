"""A hundred steps of every optimizer on three small problems, and two hundred positions of every schedule.

Where torch.optim has the optimizer it is torch's own; Yogi, Lion, LAMB and LARS are their papers' formulas in numpy.
"""
import math
import os
import warnings

import numpy
import torch

import tensors

STEPS = 100


def problems():
    """Each is (start values by parameter, function of them): a bowl, Rosenbrock's valley, a small tanh network."""
    generator = torch.Generator().manual_seed(7)
    x = torch.randn(16, 5, generator=generator, dtype=torch.float64)
    y = torch.randn(16, 3, generator=generator, dtype=torch.float64)
    start = [torch.randn(*shape, generator=generator, dtype=torch.float64) * 0.5 for shape in ((5, 7), (7,), (7, 3), (3,))]
    return {
        "bowl": ([torch.tensor([-5.0, -2.0], dtype=torch.float64)],
                 lambda p: 0.1 * p[0][0] ** 2 + 2 * p[0][1] ** 2),
        "valley": ([torch.tensor([-1.2], dtype=torch.float64), torch.tensor([1.0], dtype=torch.float64)],
                   lambda p: ((1 - p[0]) ** 2 + 5 * (p[1] - p[0] ** 2) ** 2).sum()),
        "network": (start, lambda p: ((torch.tanh(x @ p[0] + p[1]) @ p[2] + p[3] - y) ** 2).mean()),
    }, {"x": x, "y": y}


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, dampening=0.1, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, lr_decay=0.01, weight_decay=0.01, initial_accumulator_value=0.1),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, weight_decay=0.01),
    "rmsprop-centered": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=1.0, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.05),
    "amsgrad": lambda p: torch.optim.Adam(p, lr=0.02, amsgrad=True),
    "adamax": lambda p: torch.optim.Adamax(p, lr=0.01, weight_decay=0.01),
    # torch 1.13 multiplies one momentum twice in its plain loop (later versions do not); its foreach loop follows the paper.
    "nadam": lambda p: torch.optim.NAdam(p, lr=0.01, weight_decay=0.01, foreach=True),
    "radam": lambda p: torch.optim.RAdam(p, lr=0.01, weight_decay=0.01),
    "rprop": lambda p: torch.optim.Rprop(p, lr=0.01),
    "lbfgs": lambda p: torch.optim.LBFGS(p, lr=1, max_iter=2, history_size=5),
    "lbfgs-wolfe": lambda p: torch.optim.LBFGS(p, lr=1, max_iter=4, line_search_fn="strong_wolfe"),
}


def yogi(p, g, s, t):
    """Zaheer et al. 2018, algorithm 2."""
    lr, b1, b2, eps = 0.01, 0.9, 0.999, 1e-3
    s.setdefault("m", numpy.zeros_like(p)), s.setdefault("v", numpy.full_like(p, 1e-6))
    s["m"] = b1 * s["m"] + (1 - b1) * g
    s["v"] = s["v"] - (1 - b2) * numpy.sign(s["v"] - g ** 2) * g ** 2
    return p - lr * s["m"] / (numpy.sqrt(s["v"]) + eps)


def lion(p, g, s, t):
    """Chen et al. 2023, algorithm 2."""
    lr, b1, b2, decay = 0.01, 0.9, 0.99, 0.1
    s.setdefault("m", numpy.zeros_like(p))
    c = b1 * s["m"] + (1 - b1) * g
    s["m"] = b2 * s["m"] + (1 - b2) * g
    return p - lr * (numpy.sign(c) + decay * p)


def lamb(p, g, s, t):
    """You et al. 2020, algorithm 2, with the identity for phi."""
    lr, b1, b2, eps, decay = 0.01, 0.9, 0.999, 1e-6, 0.01
    s.setdefault("m", numpy.zeros_like(p)), s.setdefault("v", numpy.zeros_like(p))
    s["m"] = b1 * s["m"] + (1 - b1) * g
    s["v"] = b2 * s["v"] + (1 - b2) * g ** 2
    r = (s["m"] / (1 - b1 ** t)) / (numpy.sqrt(s["v"] / (1 - b2 ** t)) + eps) + decay * p
    lengths = numpy.linalg.norm(p), numpy.linalg.norm(r)
    return p - lr * (lengths[0] / lengths[1] if min(lengths) > 0 else 1) * r


def lars(p, g, s, t):
    """You et al. 2017, algorithm 1."""
    lr, momentum, decay, trust = 1.0, 0.9, 0.01, 0.01
    s.setdefault("v", numpy.zeros_like(p))
    length, slope = numpy.linalg.norm(p), numpy.linalg.norm(g)
    rate = lr * (trust * length / (slope + decay * length) if length > 0 and slope + decay * length > 0 else 1)
    s["v"] = momentum * s["v"] + rate * (g + decay * p)
    return p - s["v"]


PAPERS = {"yogi": yogi, "lion": lion, "lamb": lamb, "lars": lars}


def by_torch(make, start, function):
    p = [value.clone().requires_grad_() for value in start]
    optimizer = make(p)

    def closure():
        optimizer.zero_grad()
        loss = function(p)
        loss.backward()
        return loss

    for _ in range(STEPS):
        optimizer.step(closure)
    return p


def by_paper(rule, start, function):
    p = [value.clone().requires_grad_() for value in start]
    states = [{} for _ in p]
    for t in range(1, STEPS + 1):
        gradients = torch.autograd.grad(function(p), p)
        p = [torch.from_numpy(numpy.asarray(rule(a.detach().numpy(), g.numpy(), s, t))).requires_grad_()
             for a, g, s in zip(p, gradients, states)]
    return p


def schedules():
    lr = torch.optim.lr_scheduler
    losses = [abs(math.sin(t / 9)) + 1 / (1 + t // 40) for t in range(200)]
    cases = {
        "constant-factor": (lr.ConstantLR, dict(factor=0.3, total_iters=50)),
        "step": (lr.StepLR, dict(step_size=30, gamma=0.5)),
        "multi-step": (lr.MultiStepLR, dict(milestones=[20, 90, 150], gamma=0.3)),
        "exponential": (lr.ExponentialLR, dict(gamma=0.97)),
        "linear": (lr.LinearLR, dict(start_factor=0.25, end_factor=0.8, total_iters=120)),
        "polynomial": (lr.PolynomialLR, dict(total_iters=150, power=2.0)),
        "cosine": (lr.CosineAnnealingLR, dict(T_max=200, eta_min=0.001)),
        "inverse-time": (lr.LambdaLR, dict(lr_lambda=lambda t: 1 / (1 + 0.05 * t))),
        "natural-exponential": (lr.LambdaLR, dict(lr_lambda=lambda t: math.exp(-0.02 * t))),
        "square-root": (lr.LambdaLR, dict(lr_lambda=lambda t: (t + 1) ** -0.5)),
        "triangular": (lr.CyclicLR, dict(base_lr=0.01, max_lr=0.5, step_size_up=15, step_size_down=25, base_momentum=0.8, max_momentum=0.95)),
        "triangular2": (lr.CyclicLR, dict(base_lr=0.01, max_lr=0.5, step_size_up=20, mode="triangular2", base_momentum=0.8, max_momentum=0.95)),
        "exp-range": (lr.CyclicLR, dict(base_lr=0.01, max_lr=0.5, step_size_up=20, mode="exp_range", gamma=0.99, base_momentum=0.8, max_momentum=0.95)),
        "warm-restarts": (lr.CosineAnnealingWarmRestarts, dict(T_0=15, T_mult=2, eta_min=0.002)),
        "one-cycle": (lr.OneCycleLR, dict(max_lr=0.5, total_steps=200)),
        "one-cycle-three": (lr.OneCycleLR, dict(max_lr=0.5, total_steps=200, pct_start=0.4, anneal_strategy="linear", three_phase=True)),
        "plateau": (lr.ReduceLROnPlateau, dict(factor=0.5, patience=4, cooldown=3, threshold=1e-3, min_lr=0.001)),
    }
    out = {"watched": numpy.array(losses)}
    for name, (kind, options) in cases.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2, momentum=0.9)
        schedule = kind(optimizer, **options)
        rows = []
        for t in range(200):
            rows.append([optimizer.param_groups[0]["lr"], optimizer.param_groups[0]["momentum"]])
            optimizer.step()
            if t < 199:
                schedule.step(losses[t]) if name == "plateau" else schedule.step()
        out[name] = numpy.array(rows)
    warm = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    chain = lr.SequentialLR(warm, [lr.LinearLR(warm, start_factor=0.1, total_iters=25), lr.CosineAnnealingLR(warm, T_max=175)], milestones=[25])
    rows = []
    for _ in range(200):
        rows.append([warm.param_groups[0]["lr"], 0])
        warm.step(), chain.step()
    out["warmup-cosine"] = numpy.array(rows)
    return out


def make(folder):
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    torch.set_default_dtype(torch.float64)  # NAdam keeps its product of momenta in the default type
    cases, data = problems()
    out = dict(data)
    for problem, (start, function) in cases.items():
        for i, value in enumerate(start):
            out[f"{problem}.start.{i}"] = value
        for name, build in OPTIMIZERS.items():
            for i, value in enumerate(by_torch(build, start, function)):
                out[f"{problem}.{name}.{i}"] = value
        for name, rule in PAPERS.items():
            for i, value in enumerate(by_paper(rule, start, function)):
                out[f"{problem}.{name}.{i}"] = value
    tensors.save(os.path.join(folder, "optimizers.safetensors"), out)
    tensors.save(os.path.join(folder, "schedules.safetensors"), schedules())
