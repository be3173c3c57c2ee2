"""Every operator that LibTorch/Tensors binds: its values and gradients."""
import os

import torch

from cases import Table


def pointwise(t):
    anything = ("abs neg exp exp2 expm1 sin cos sinh cosh tanh atan sigmoid relu floor ceil trunc frac sign erf square round "
                "log_sigmoid gelu silu selu relu6 hardsigmoid hardswish isnan isinf isfinite").split()
    positive = "log log2 log10 log1p sqrt rsqrt reciprocal".split()
    inside = "tan asin acos erfinv".split()
    functional = {"log_sigmoid": "logsigmoid", "gelu": "gelu", "silu": "silu", "selu": "selu", "relu6": "relu6",
                  "hardsigmoid": "hardsigmoid", "hardswish": "hardswish"}
    for name in anything + positive + inside:
        where = torch.nn.functional if name in functional else torch
        operator = getattr(where, functional.get(name, name))
        values = t.normal(2, 3) * 2 if name in anything else t.uniform(2, 3) * (3 if name in positive else 1)
        t.add(name, operator, values)
    for name in "abs_ neg_ exp_ log_ sqrt_ rsqrt_ sin_ cos_ tanh_ sigmoid_ relu_ floor_ ceil_ sign_ reciprocal_".split():
        t.add(name, lambda a, name=name: getattr(a.clone(), name)(), t.uniform(2, 3))
    t.add("isnan:special", torch.isnan, t.fixed([1.0, float("nan"), float("inf"), -float("inf")]))
    t.add("isinf:special", torch.isinf, t.fixed([1.0, float("nan"), float("inf"), -float("inf")]))
    t.add("isfinite:special", torch.isfinite, t.fixed([1.0, float("nan"), float("inf"), -float("inf")]))
    t.add("nan_to_num", lambda a: a.nan_to_num(0.5, 9, -9), t.fixed([1.0, float("nan"), float("inf"), -float("inf")]))
    t.add("softplus", lambda a: torch.nn.functional.softplus(a, 2, 1), t.normal(2, 3))
    t.add("elu", lambda a: torch.nn.functional.elu(a, 1.5), t.normal(2, 3))
    t.add("celu", lambda a: torch.nn.functional.celu(a, 1.5), t.normal(2, 3))
    t.add("leaky_relu", lambda a: torch.nn.functional.leaky_relu(a, 0.2), t.normal(2, 3))
    t.add("hardtanh", lambda a: torch.nn.functional.hardtanh(a, -0.5, 0.75), t.normal(2, 3))
    t.add("prelu", lambda a, w: torch.prelu(a, w), t.normal(2, 3), t.uniform(3))
    t.add("glu", lambda a: torch.nn.functional.glu(a, 1), t.normal(2, 4))
    t.add("softmax.int", lambda a: a.softmax(1), t.normal(2, 3))
    t.add("softmax.int:double", lambda a: a.softmax(0, torch.float64), t.normal(2, 3))
    t.add("log_softmax.int", lambda a: a.log_softmax(1), t.normal(2, 3))


def binary(t):
    for name in "add sub mul div remainder".split():
        operator = getattr(torch, name)
        t.add(f"{name}.Tensor", operator, t.normal(2, 3), t.uniform(3))
        t.add(f"{name}.Scalar", lambda a, operator=operator: operator(a, 1.75), t.normal(2, 3))
        t.add(f"{name}.Scalar:integer", lambda a, operator=operator: operator(a, 3), t.fixed([[1, -2], [3, 7]]))
    t.add("add.Tensor:alpha", lambda a, b: a.add(b, alpha=0.5), t.normal(2, 3), t.normal(2, 1))
    t.add("add_.Tensor:alpha", lambda a, b: a.clone().add_(b, alpha=0.5), t.normal(2, 3), t.normal(2, 1))
    for name in "add_ sub_ mul_ div_".split():
        t.add(f"{name}.Tensor", lambda a, b, name=name: getattr(a.clone(), name)(b), t.normal(2, 3), t.uniform(3))
        t.add(f"{name}.Scalar", lambda a, name=name: getattr(a.clone(), name)(1.75), t.normal(2, 3))
    t.add("rsub.Scalar", lambda a: 2 - a, t.normal(2, 3))
    t.add("div.Tensor:number by tensor", lambda a: 2.5 / a, t.uniform(2, 3))
    t.add("div.Tensor:integers", lambda a, b: a / b, t.fixed([1, 2, 3]), t.fixed([4, 5, 6]))
    t.add("floor_divide.Scalar", lambda a: a.floor_divide(2), t.fixed([-3.0, 3.0, 5.5]))
    t.add("pow.Tensor_Tensor", torch.pow, t.uniform(2, 3), t.normal(3))
    t.add("pow.Tensor_Scalar", lambda a: a.pow(3), t.normal(2, 3))
    t.add("pow_.Scalar", lambda a: a.clone().pow_(1.5), t.uniform(2, 3))
    t.add("maximum", torch.maximum, t.normal(2, 3), t.normal(3))
    t.add("minimum", torch.minimum, t.normal(2, 3), t.normal(3))
    t.add("clamp", lambda a: a.clamp(-0.5, 0.75), t.normal(2, 3))
    t.add("clamp:one side", lambda a: a.clamp(max=0.5), t.normal(2, 3))
    t.add("clamp_", lambda a: a.clone().clamp_(-0.5, 0.75), t.normal(2, 3))
    t.add("clamp_min", lambda a: a.clamp_min(-0.25), t.normal(2, 3))
    t.add("clamp_max", lambda a: a.clamp_max(0.25), t.normal(2, 3))
    t.add("lerp.Tensor", torch.lerp, t.normal(2, 3), t.normal(2, 3), t.uniform(3))
    t.add("lerp_.Tensor", lambda a, b, w: a.clone().lerp_(b, w), t.normal(2, 3), t.normal(2, 3), t.uniform(3))
    for name in "addcmul addcdiv".split():
        t.add(name, lambda a, b, c, name=name: getattr(a, name)(b, c, value=0.5), t.normal(2, 3), t.normal(2, 3), t.uniform(3))
        t.add(name + "_", lambda a, b, c, name=name: getattr(a.clone(), name + "_")(b, c, value=0.5), t.normal(2, 3), t.normal(2, 3), t.uniform(3))
    for name in "eq ne lt le gt ge".split():
        t.add(f"{name}.Tensor", getattr(torch, name), t.fixed([1.0, 2.0, 3.0]), t.fixed([1.0, 3.0, 2.0]))
        t.add(f"{name}.Scalar", lambda a, name=name: getattr(a, name)(2), t.fixed([1.0, 2.0, 3.0]))
    truths = [True, True, False, False], [True, False, True, False]
    t.add("logical_not", torch.logical_not, t.fixed(truths[0]))
    for name in "logical_and logical_or logical_xor".split():
        t.add(name, getattr(torch, name), t.fixed(truths[0]), t.fixed(truths[1]))
    t.add("where.self", torch.where, t.fixed([[True, False, True], [False, True, False]]), t.normal(2, 3), t.normal(3))
    t.add("masked_fill.Scalar", lambda a, m: a.masked_fill(m, 1.5), t.normal(2, 3), t.fixed([True, False, True]))
    t.add("masked_fill_.Scalar", lambda a, m: a.clone().masked_fill_(m, 1.5), t.normal(2, 3), t.fixed([True, False, True]))
    t.add("masked_select", torch.masked_select, t.normal(2, 3), t.fixed([True, False, True]))
    t.add("equal", torch.equal, t.fixed([1.0, 2.0]), t.fixed([1.0, 2.0]))
    t.add("equal:different", torch.equal, t.fixed([1.0, 2.0]), t.fixed([1.0, 2.5]))
    t.add("allclose", lambda a, b: torch.allclose(a, b, 1e-3, 1e-4), t.fixed([1.0, 2.0]), t.fixed([1.0, 2.001]))
    t.add("allclose:different", lambda a, b: torch.allclose(a, b), t.fixed([1.0, 2.0]), t.fixed([1.0, 2.001]))


def reductions(t):
    t.add("sum", torch.sum, t.normal(2, 3))
    t.add("sum:typed", lambda a: a.sum(dtype=torch.float64), t.normal(2, 3))
    t.add("sum.dim_IntList", lambda a: a.sum((0, 2), keepdim=True), t.normal(2, 3, 2))
    t.add("sum.dim_IntList:one", lambda a: a.sum(-1), t.normal(2, 3))
    t.add("mean", torch.mean, t.normal(2, 3))
    t.add("mean.dim", lambda a: a.mean((0, 2), keepdim=True), t.normal(2, 3, 2))
    t.add("prod", torch.prod, t.normal(2, 3))
    t.add("prod.dim_int", lambda a: a.prod(1, keepdim=True), t.normal(2, 3))
    t.add("var", lambda a: a.var(False), t.normal(2, 3))
    t.add("var:unbiased", lambda a: a.var(), t.normal(2, 3))
    t.add("var.dim", lambda a: a.var((0, 1), False, True), t.normal(2, 3, 2))
    t.add("var.dim:one", lambda a: a.var(1), t.normal(2, 3))
    t.add("std", lambda a: a.std(), t.normal(2, 3))
    t.add("std.dim", lambda a: a.std((0, 1), False, True), t.normal(2, 3, 2))
    t.add("std.dim:one", lambda a: a.std(1), t.normal(2, 3))
    t.add("norm.Scalar", lambda a: a.norm(), t.normal(2, 3))
    t.add("norm.Scalar:one", lambda a: a.norm(1), t.normal(2, 3))
    t.add("norm.ScalarOpt_dim", lambda a: a.norm(3, 1, True), t.normal(2, 3))
    t.add("all", torch.all, t.fixed([[True, True], [True, False]]))
    t.add("all.dim", lambda a: a.all(1, True), t.fixed([[True, True], [True, False]]))
    t.add("any", torch.any, t.fixed([[False, True], [False, False]]))
    t.add("any.dim", lambda a: a.any(1), t.fixed([[False, True], [False, False]]))
    t.add("max", torch.max, t.distinct(2, 3))
    t.add("min", torch.min, t.distinct(2, 3))
    t.add("max.dim", lambda a: a.max(1, True), t.distinct(2, 3))
    t.add("min.dim", lambda a: a.min(0), t.distinct(2, 3))
    t.add("amax", lambda a: a.amax((0, 2)), t.distinct(2, 3, 2))
    t.add("amin", lambda a: a.amin((0, 2)), t.distinct(2, 3, 2))
    t.add("argmax", lambda a: a.argmax(), t.distinct(2, 3))
    t.add("argmax:dim", lambda a: a.argmax(1, True), t.distinct(2, 3))
    t.add("argmin", lambda a: a.argmin(), t.distinct(2, 3))
    t.add("argmin:dim", lambda a: a.argmin(0), t.distinct(2, 3))
    t.add("median", torch.median, t.distinct(5))
    t.add("topk", lambda a: a.topk(2, 1), t.distinct(2, 4))
    t.add("topk:smallest", lambda a: a.topk(2, 0, False), t.distinct(3, 2))
    t.add("sort.stable", lambda a: a.sort(dim=1, descending=True, stable=True), t.distinct(2, 4))
    t.add("argsort", lambda a: a.argsort(1, True), t.distinct(2, 4))
    t.add("cumsum", lambda a: a.cumsum(1), t.normal(2, 3))
    t.add("cumprod", lambda a: a.cumprod(0), t.normal(3, 2))
    t.add("logsumexp", lambda a: a.logsumexp(1, True), t.normal(2, 3))
    t.add("bincount", lambda a, w: a.bincount(w, 6), t.fixed([1, 3, 3, 0]), t.fixed([0.5, 1.0, 2.0, 3.0]))
    t.add("bincount:unweighted", lambda a: a.bincount(), t.fixed([1, 3, 3, 0]))
    t.add("nonzero", torch.nonzero, t.fixed([[0.0, 2.0], [3.0, 0.0]]))
    t.add("count_nonzero", torch.count_nonzero, t.fixed([[0.0, 2.0], [3.0, 4.0]]))
    t.add("count_nonzero.dim_IntList", lambda a: a.count_nonzero((1,)), t.fixed([[0.0, 2.0], [3.0, 4.0]]))


def shapes(t):
    def views(cases):
        for name, (expression, *shape) in cases.items():
            t.add(name, expression, t.normal(*shape))
    views({
        "view": (lambda a: a.view(3, -1), 2, 6), "view:as": (lambda a: a.view_as(torch.empty(3, 4)), 2, 6),
        "reshape": (lambda a: a.t().reshape(-1), 2, 3), "reshape:unflatten": (lambda a: a.unflatten(-1, (3, 2)), 2, 6),
        "flatten.using_ints": (lambda a: a.flatten(1), 2, 3, 2), "squeeze": (lambda a: a.squeeze(), 1, 3, 1),
        "squeeze.dim": (lambda a: a.squeeze(-1), 1, 3, 1), "unsqueeze": (lambda a: a.unsqueeze(1), 2, 3),
        "unsqueeze_": (lambda a: a.clone().unsqueeze_(0), 2, 3), "transpose.int": (lambda a: a.transpose(0, -1), 2, 3, 2),
        "t": (lambda a: a.t(), 2, 3), "numpy_T": (lambda a: a.T, 2, 3), "permute": (lambda a: a.permute(2, 0, 1), 2, 3, 2),
        "movedim.intlist": (lambda a: a.movedim((0, 1), (2, 0)), 2, 3, 2), "contiguous": (lambda a: a.t().contiguous(), 2, 3),
        "expand": (lambda a: a.expand(2, -1, 3), 2, 1), "expand_as": (lambda a: a.expand_as(torch.empty(2, 3)), 2, 1),
        "broadcast_to": (lambda a: a.broadcast_to(2, 2, 3), 2, 1), "repeat": (lambda a: a.repeat(2, 1, 2), 2, 3),
        "repeat_interleave.self_int": (lambda a: a.repeat_interleave(2, 1), 2, 3), "repeat_interleave.self_int:flat": (lambda a: a.repeat_interleave(2), 2, 2),
        "tile": (lambda a: a.tile((2, 2)), 2, 3), "narrow": (lambda a: a.narrow(1, 1, 2), 2, 4), "select.int": (lambda a: a.select(1, -1), 2, 3),
        "slice.Tensor": (lambda a: a[:, 1:5:2], 2, 6), "unfold": (lambda a: a.unfold(1, 3, 2), 2, 7), "as_strided": (lambda a: a.as_strided((2, 2), (3, 1), 1), 2, 3),
        "split.Tensor": (lambda a: a.split(2, 1), 2, 5), "split_with_sizes": (lambda a: a.split([1, 3], 1), 2, 4), "chunk": (lambda a: a.chunk(3, 1), 2, 5),
        "unbind.int": (lambda a: a.unbind(1), 2, 3), "flip": (lambda a: a.flip(0, 1), 2, 3), "roll": (lambda a: a.roll((1, 2), (0, 1)), 2, 3),
        "roll:flat": (lambda a: a.roll(2), 2, 3), "roll:one": (lambda a: a.roll(1, 1), 2, 3), "tril": (lambda a: a.tril(-1), 3, 3), "triu": (lambda a: a.triu(1), 3, 3),
        "diag": (lambda a: a.diag(1), 2), "diag:read": (lambda a: a.diag(), 2, 3), "diagonal": (lambda a: a.diagonal(1, 1, 2), 2, 3, 3),
        "transpose.int:mT": (lambda a: a.mT, 2, 3, 2), "clone": (lambda a: a.clone(), 2, 3), "alias": (lambda a: a[...], 2, 3),
        "detach": (lambda a: a.detach() * 2 + a, 2, 3), "detach_": (lambda a: (a * 2).detach_() + a, 2, 3), "to.dtype": (lambda a: a.to(torch.float64), 2, 3),
        "to.device": (lambda a: a.to("cpu", torch.float64), 2, 3), "retain_grad": (lambda a: a * 2, 2, 3), "requires_grad_": (lambda a: a * 2, 2, 3),
        "copy_": (lambda a: torch.zeros(2, 3, dtype=a.dtype).copy_(a), 2, 3), "zero_": (lambda a: a.clone().zero_() + a, 2, 3),
        "fill_.Scalar": (lambda a: a.clone().fill_(2.5) + a, 2, 3)})
    rows = t.fixed([2, 0, 2])
    places = t.fixed([[0, 2, 1], [1, 1, 0]])
    t.add("index_select", lambda a, i: a.index_select(0, i), t.normal(3, 2), rows)
    t.add("gather", lambda a, i: a.gather(0, i), t.normal(3, 3), places)
    t.add("scatter.src", lambda a, i, b: a.scatter(1, i, b), t.normal(2, 3), t.fixed([[0, 2, 1], [2, 1, 0]]), t.normal(2, 3))
    t.add("scatter_.src", lambda a, i, b: a.clone().scatter_(1, i, b), t.normal(2, 3), t.fixed([[0, 2, 1], [2, 1, 0]]), t.normal(2, 3))
    t.add("scatter_add_", lambda a, i, b: a.clone().scatter_add_(1, i, b), t.normal(2, 3), places, t.normal(2, 3))
    t.add("index_add_", lambda a, i, b: a.clone().index_add_(0, i, b, alpha=0.5), t.normal(3, 2), rows, t.normal(3, 2))
    t.add("index_copy_", lambda a, i, b: a.clone().index_copy_(0, i, b), t.normal(3, 2), t.fixed([2, 0]), t.normal(2, 2))
    t.add("index_fill_.int_Scalar", lambda a, i: a.clone().index_fill_(0, i, 1.5), t.normal(3, 2), rows)
    t.add("index.Tensor", lambda a, i: a[i], t.normal(3, 2), rows)
    t.add("index.Tensor:two", lambda a, i, j: a[i, j], t.normal(3, 2), rows, t.fixed([1, 0, 0]))
    t.add("index.Tensor:apart", lambda a, i, j: a[i, :, j], t.normal(3, 2, 3), rows, t.fixed([1, 0, 0]))
    t.add("index.Tensor:column", lambda a, i: a[:, i], t.normal(2, 3), rows)
    t.add("index.Tensor:mask", lambda a, m: a[m], t.normal(2, 3), t.fixed([[True, False, True], [False, False, True]]))
    t.add("index.Tensor:mask and place", lambda a, m, i: a[m, i], t.normal(2, 3, 2), t.fixed([[True, False, True], [False, False, True]]), t.fixed([1, 0, 1]))
    t.add("index.Tensor:row mask", lambda a, m: a[1:, m], t.normal(2, 3, 2), t.fixed([True, False, True]))
    t.add("index.Tensor:mixed", lambda a, i: a[1, ..., None, i], t.normal(2, 2, 3), rows)
    t.add("index.Tensor:truth", lambda a: a[True], t.normal(2, 2))
    t.add("slice.Tensor:mixed", lambda a: a[1, ..., None, -2:], t.normal(2, 2, 3))
    t.add("select.int:places", lambda a: a[1, 0, -1], t.normal(2, 2, 3))
    t.add("index_put_", lambda a, i, b: index_put(a, (i,), b), t.normal(3, 2), t.fixed([2, 0]), t.normal(2, 2))
    t.add("index_put_:slice", lambda a, b: index_put(a, (slice(None), slice(1, 3)), b), t.normal(3, 3), t.normal(2))
    t.add("index_put_:mask", lambda a, m, b: index_put(a, (m,), b), t.normal(2, 3), t.fixed([[True, False, True], [False, False, True]]), t.normal(3))
    t.add("index_put_:row", lambda a, b: index_put(a, (1,), b), t.normal(2, 3), t.normal(3))
    t.add("index_put_:column", lambda a, i, b: index_put(a, (slice(None), i), b), t.normal(2, 3), t.fixed([2, 0]), t.normal(2, 2))


def index_put(a, places, value):
    a = a.clone()
    a[places] = value
    return a


def algebra(t):
    def definite(size):
        a = t.normal(size, size)
        return (a @ a.T + size * torch.eye(size)).float()
    t.add("matmul", torch.matmul, t.normal(2, 2, 3), t.normal(3, 2))
    t.add("mm", torch.mm, t.normal(2, 3), t.normal(3, 2))
    t.add("bmm", torch.bmm, t.normal(2, 2, 3), t.normal(2, 3, 2))
    t.add("mv", torch.mv, t.normal(2, 3), t.normal(3))
    t.add("dot", torch.dot, t.normal(3), t.normal(3))
    t.add("outer", torch.outer, t.normal(2), t.normal(3))
    t.add("addmm", lambda a, b, c: a.addmm(b, c, beta=0.5, alpha=2), t.normal(2), t.normal(2, 3), t.normal(3, 2))
    t.add("baddbmm", lambda a, b, c: a.baddbmm(b, c, beta=0.5, alpha=2), t.normal(2, 2, 2), t.normal(2, 2, 3), t.normal(2, 3, 2))
    t.add("trace", torch.trace, t.normal(3, 3))
    t.add("linalg_inv", torch.linalg.inv, definite(3))
    t.add("linalg_det", torch.linalg.det, definite(3))
    t.add("linalg_cholesky", lambda a: torch.linalg.cholesky(a @ a.mT + 3 * torch.eye(3, dtype=a.dtype)), t.normal(3, 3))
    t.add("linalg_solve", torch.linalg.solve, definite(3), t.normal(3, 2))
    t.add("linalg_solve:right", lambda a, b: torch.linalg.solve(a, b, left=False), definite(3), t.normal(2, 3))
    t.add("linalg_svd", lambda a: singular(*torch.linalg.svd(a, False)), t.normal(3, 2))
    t.add("linalg_eigh", lambda a: (torch.linalg.eigh(a + a.mT)[0], torch.linalg.eigh(a + a.mT)[1].abs()), t.normal(3, 3))
    t.add("linalg_qr", lambda a: torch.linalg.qr(a), t.normal(3, 2))
    t.add("cat", lambda a, b: torch.cat((a, b), 1), t.normal(2, 3), t.normal(2, 1))
    t.add("stack", lambda a, b: torch.stack((a, b), 1), t.normal(2, 3), t.normal(2, 3))
    t.add("einsum", lambda a, b: torch.einsum("bij,bjk->bk", a, b), t.normal(2, 2, 3), t.normal(2, 3, 2))
    t.add("meshgrid.indexing", lambda a, b: torch.meshgrid(a, b, indexing="ij"), t.normal(2), t.normal(3))
    t.add("meshgrid.indexing:xy", lambda a, b: torch.meshgrid(a, b, indexing="xy"), t.normal(2), t.normal(3))


def singular(u, s, vh):
    return u.abs(), s, vh.abs()  # the signs of singular vectors are anybody's choice


def creation(t):
    t.add("zeros", lambda a: torch.zeros(2, 3, dtype=a.dtype) + a, t.normal(3))
    t.add("ones", lambda a: torch.ones(2, 3, dtype=a.dtype) + a, t.normal(3))
    t.add("full", lambda a: torch.full((2, 3), 2.5, dtype=a.dtype) + a, t.normal(3))
    t.add("full:whole", lambda: torch.full((2, 2), 7))
    t.add("full:truth", lambda: torch.full((2, 2), True))
    t.add("empty.memory_format", lambda a: torch.empty(2, 3, dtype=a.dtype).copy_(a), t.normal(3))
    t.add("eye.m", lambda a: torch.eye(2, 3, dtype=a.dtype) + a, t.normal(3))
    t.add("arange", lambda: torch.arange(5))
    t.add("arange:broken", lambda: torch.arange(2.5))
    t.add("arange.start_step", lambda: torch.arange(1, 8, 2))
    t.add("arange.start_step:broken", lambda a: torch.arange(1, 2, 0.25, dtype=a.dtype) + a, t.normal(4))
    t.add("linspace", lambda a: torch.linspace(-1, 2, 7, dtype=a.dtype) + a, t.normal(7))
    for name in "zeros_like ones_like".split():
        t.add(name, lambda a, name=name: getattr(torch, name)(a), t.normal(2, 3))
    t.add("full_like", lambda a: torch.full_like(a, 2.5), t.normal(2, 3))
    t.add("empty_like", lambda a: torch.empty_like(a).copy_(a), t.normal(2, 3))


def make(folder):
    t = Table()
    for part in (pointwise, binary, reductions, shapes, algebra, creation):
        part(t)
    t.save(os.path.join(folder, "operators.safetensors"))
