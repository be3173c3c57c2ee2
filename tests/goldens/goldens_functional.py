"""Every function of nn.functional that LibTorch/nn binds: its values and gradients."""
import os

import torch
import torch.nn.functional as F

from cases import Table


def activations(t):
    for name in "relu6 selu silu mish hardsigmoid hardswish".split():
        t.add(name + "_", lambda a, name=name: getattr(F, name)(a.clone(), inplace=True), t.normal(2, 3) * 2)
    t.add("relu_:functional", lambda a: F.relu(a.clone(), inplace=True), t.normal(2, 3))
    t.add("tanh_:functional", lambda a: a.clone().tanh_(), t.normal(2, 3))
    t.add("mish", F.mish, t.normal(2, 3))
    t.add("leaky_relu_", lambda a: F.leaky_relu(a.clone(), 0.2, inplace=True), t.normal(2, 3))
    t.add("elu_", lambda a: F.elu(a.clone(), 1.5, inplace=True), t.normal(2, 3))
    t.add("celu_", lambda a: F.celu(a.clone(), 1.5, inplace=True), t.normal(2, 3))
    t.add("hardtanh_", lambda a: F.hardtanh(a.clone(), -0.5, 0.75, inplace=True), t.normal(2, 3))
    t.add("erfinv_", lambda a: a.clone().erfinv_(), t.uniform(2, 3))
    t.add("abs:softsign", F.softsign, t.normal(2, 3))
    t.add("log_softmax.int:functional", lambda a: F.log_softmax(a, -1), t.normal(2, 3))
    t.add("softmax.int:functional", lambda a: F.softmax(a, -1), t.normal(2, 3))
    t.add("dropout:off", lambda a: F.dropout(a, 0.5, False), t.normal(2, 3))


def layers(t):
    t.add("linear", F.linear, t.normal(2, 3), t.normal(4, 3), t.normal(4))
    t.add("linear:without bias", F.linear, t.normal(2, 2, 3), t.normal(4, 3))
    t.add("conv1d", lambda a, w, b: F.conv1d(a, w, b, 2, 1, 2, 2), t.normal(2, 4, 9), t.normal(4, 2, 3), t.normal(4))
    t.add("conv2d", lambda a, w, b: F.conv2d(a, w, b, (2, 1), (1, 0), (1, 2), 2), t.normal(2, 4, 5, 6), t.normal(4, 2, 3, 2), t.normal(4))
    t.add("conv2d:plain", F.conv2d, t.normal(1, 2, 5, 5), t.normal(3, 2, 3, 3))
    t.add("conv_transpose1d", lambda a, w, b: F.conv_transpose1d(a, w, b, 2, 1, 1, 2, 1), t.normal(2, 4, 5), t.normal(4, 2, 3), t.normal(4))
    t.add("conv_transpose2d.input", lambda a, w, b: F.conv_transpose2d(a, w, b, (2, 1), (1, 0), (1, 0), 2, (1, 2)), t.normal(1, 4, 3, 3), t.normal(4, 1, 3, 2), t.normal(2))
    t.add("max_pool1d", lambda a: F.max_pool1d(a, 3, 2, 1), t.distinct(2, 2, 7))
    t.add("max_pool2d", lambda a: F.max_pool2d(a, (3, 2), (2, 1), (1, 0), (1, 2), True), t.distinct(1, 2, 6, 6))
    t.add("max_pool2d:plain", lambda a: F.max_pool2d(a, 2), t.distinct(1, 2, 5, 4))
    t.add("avg_pool1d", lambda a: F.avg_pool1d(a, 3, 2, 1, True, False), t.normal(2, 2, 7))
    t.add("avg_pool2d", lambda a: F.avg_pool2d(a, (3, 2), (2, 1), (1, 0), True, False), t.normal(1, 2, 6, 5))
    t.add("avg_pool2d:lp", lambda a: F.lp_pool2d(a, 2, (2, 3), (2, 1), True), t.normal(1, 2, 5, 6))
    t.add("avg_pool2d:lp square", lambda a: F.lp_pool2d(a, 2.0, 2), t.normal(1, 2, 4, 6))
    t.add("adaptive_avg_pool1d", lambda a: F.adaptive_avg_pool1d(a, 3), t.normal(2, 2, 7))
    t.add("adaptive_avg_pool2d", lambda a: F.adaptive_avg_pool2d(a, (2, 3)), t.normal(1, 2, 5, 7))
    t.add("adaptive_max_pool2d", lambda a: F.adaptive_max_pool2d(a, (2, 3)), t.distinct(1, 2, 5, 7))
    t.add("batch_norm", lambda a, w, b: F.batch_norm(a, None, None, w, b, True, 0.1, 1e-3), t.normal(3, 2, 2, 2), t.uniform(2), t.normal(2))
    t.add("batch_norm:running", lambda a, m, v, w, b: F.batch_norm(a, m, v, w, b, False), t.normal(3, 2, 2, 2), t.fixed(t.normal(2)), t.fixed(t.uniform(2)), t.uniform(2), t.normal(2))
    t.add("batch_norm:moves", moved, t.normal(4, 2), t.fixed(t.normal(2)), t.fixed(t.uniform(2)))
    t.add("layer_norm", lambda a, w, b: F.layer_norm(a, (2, 3), w, b, 1e-3), t.normal(2, 2, 3), t.uniform(2, 3), t.normal(2, 3))
    t.add("group_norm", lambda a, w, b: F.group_norm(a, 2, w, b, 1e-3), t.normal(2, 4, 3), t.uniform(4), t.normal(4))
    t.add("avg_pool2d:local response", lambda a: F.local_response_norm(a, 3, 0.01, 0.75, 2), t.normal(2, 5, 2, 3))
    t.add("avg_pool2d:local response, even", lambda a: F.local_response_norm(a, 4, 0.5, 0.5, 1), t.normal(2, 5, 3))
    t.add("embedding", F.embedding, t.fixed([[1, 0], [2, 1]]), t.normal(3, 2))
    t.add("embedding:padding", lambda i, w: F.embedding(i, w, 1), t.fixed([[1, 0], [2, 1]]), t.normal(3, 2))
    t.add("one_hot", lambda i: F.one_hot(i, 4), t.fixed([2, 0, 3]))
    t.add("one_hot:counted", lambda i: F.one_hot(i), t.fixed([2, 0, 3]))
    t.add("norm.ScalarOpt_dim:normalize", lambda a: F.normalize(a, 2, 1), t.normal(2, 3))
    t.add("pad", lambda a: F.pad(a, (1, 2, 0, 1), "constant", 1.5), t.normal(1, 1, 2, 3))
    t.add("pad:reflect", lambda a: F.pad(a, (1, 2), "reflect"), t.normal(1, 2, 4))
    t.add("pad:replicate", lambda a: F.pad(a, (1, 2), "replicate"), t.normal(1, 2, 4))
    t.add("pad:circular", lambda a: F.pad(a, (1, 2), "circular"), t.normal(1, 2, 4))


def pictures(t):
    t.add("upsample_nearest2d", lambda a: F.interpolate(a, (5, 4)), t.normal(1, 2, 3, 3))
    t.add("upsample_bilinear2d", lambda a: F.interpolate(a, (5, 4), mode="bilinear"), t.normal(1, 2, 3, 3))
    t.add("upsample_bilinear2d:corners", lambda a: F.interpolate(a, (5, 4), mode="bilinear", align_corners=True), t.normal(1, 2, 3, 3))
    t.add("_upsample_bilinear2d_aa", lambda a: F.interpolate(a, (2, 3), mode="bilinear", antialias=True), t.normal(1, 2, 5, 7))
    t.add("affine_grid_generator", lambda a: F.affine_grid(a, (2, 1, 3, 4), False), t.normal(2, 2, 3))
    for mode in "bilinear nearest".split():
        for padding in "zeros border reflection".split():
            t.add(f"grid_sampler:{mode} {padding}", lambda a, g, m=mode, p=padding: F.grid_sample(a, g, m, p, False), t.normal(1, 2, 4, 4), t.normal(1, 3, 3, 2))


def moved(a, mean, variance):
    out = F.batch_norm(a, mean, variance, None, None, True, 0.3)
    return out, mean, variance


def losses(t):
    classes = t.fixed([2, 0, 1, 2])
    for reduction in "none mean sum".split():
        t.add(f"cross_entropy_loss:{reduction}", lambda a, y, r=reduction: F.cross_entropy(a, y, reduction=r), t.normal(4, 3), classes)
    t.add("cross_entropy_loss:smooth", lambda a, y, w: F.cross_entropy(a, y, w, ignore_index=1, label_smoothing=0.1), t.normal(4, 3), classes, t.fixed(t.uniform(3)))
    t.add("cross_entropy_loss:probabilities", lambda a, y: F.cross_entropy(a, y.softmax(1)), t.normal(4, 3), t.normal(4, 3))
    t.add("cross_entropy_loss:places", lambda a, y: F.cross_entropy(a, y), t.normal(2, 3, 2), t.fixed([[2, 0], [1, 1]]))
    t.add("binary_cross_entropy_with_logits", F.binary_cross_entropy_with_logits, t.normal(2, 3), t.uniform(2, 3))
    t.add("binary_cross_entropy_with_logits:weights", lambda a, y, w, p: F.binary_cross_entropy_with_logits(a, y, w, reduction="sum", pos_weight=p), t.normal(2, 3), t.uniform(2, 3), t.fixed(t.uniform(3)), t.fixed(t.uniform(3)))
    t.add("binary_cross_entropy", lambda a, y, w: F.binary_cross_entropy(a, y, w, reduction="none"), t.uniform(2, 3), t.fixed(t.uniform(2, 3)), t.fixed(t.uniform(3)))
    t.add("mse_loss", F.mse_loss, t.normal(2, 3), t.normal(2, 3))
    t.add("mse_loss:sum", lambda a, y: F.mse_loss(a, y, reduction="sum"), t.normal(2, 3), t.normal(2, 3))
    t.add("l1_loss", F.l1_loss, t.normal(2, 3), t.normal(2, 3))
    t.add("l1_loss:none", lambda a, y: F.l1_loss(a, y, reduction="none"), t.normal(2, 3), t.normal(2, 3))
    t.add("smooth_l1_loss", lambda a, y: F.smooth_l1_loss(a, y, reduction="sum", beta=0.5), t.normal(2, 3), t.normal(2, 3))
    t.add("huber_loss", lambda a, y: F.huber_loss(a, y, "sum", 0.5), t.normal(2, 3), t.normal(2, 3))
    t.add("nll_loss_nd", lambda a, y, w: F.nll_loss(a.log_softmax(1), y, w, reduction="sum"), t.normal(4, 3), classes, t.fixed(t.uniform(3)))
    t.add("kl_div", lambda a, y: F.kl_div(a.log_softmax(1), y.log_softmax(1), reduction="sum", log_target=True), t.normal(2, 3), t.normal(2, 3))
    t.add("kl_div:probabilities", lambda a, y: F.kl_div(a.log_softmax(1), y.softmax(1), reduction="sum", log_target=False), t.normal(2, 3), t.normal(2, 3))


def make(folder):
    t = Table()
    for part in (activations, layers, pictures, losses):
        part(t)
    t.save(os.path.join(folder, "functional.safetensors"))
