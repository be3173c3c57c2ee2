using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch.Cases;

public static class ShapeOperators
{
    public static readonly CaseTable Table = new()
    {
        { "view", a => a.view(3, -1) },
        { "view:as", a => a.view_as(empty(3, 4)) },
        { "reshape", a => a.t().reshape(-1) },
        { "flatten.using_ints", a => a.flatten(1) },
        { "squeeze", a => a.squeeze() },
        { "squeeze.dim", a => a.squeeze(-1) },
        { "unsqueeze", a => a.unsqueeze(1) },
        { "unsqueeze_", a => a.clone().unsqueeze_(0) },
        { "transpose.int", a => a.transpose(0, -1) },
        { "transpose.int:mT", a => a.mT },
        { "t", a => a.t() },
        { "numpy_T", a => a.T },
        { "permute", a => a.permute(2, 0, 1) },
        { "movedim.intlist", a => a.movedim([0, 1], [2, 0]) },
        { "contiguous", a => a.t().contiguous() },
        { "expand", a => a.expand(2, -1, 3) },
        { "expand_as", a => a.expand_as(empty(2, 3)) },
        { "broadcast_to", a => a.broadcast_to(2, 2, 3) },
        { "repeat", a => a.repeat(2, 1, 2) },
        { "repeat_interleave.self_int", a => a.repeat_interleave(2, 1) },
        { "repeat_interleave.self_int:flat", a => a.repeat_interleave(2) },
        { "tile", a => a.tile([2, 2]) },
        { "narrow", a => a.narrow(1, 1, 2) },
        { "select.int", a => a.select(1, -1) },
        { "slice.Tensor", a => a.slice(1, 1, 5, 2) },
        { "as_strided", a => a.as_strided([2, 2], [3, 1], 1) },
        { "unfold", a => a.unfold(1, 3, 2) },
        { "split.Tensor", x => x[0].split(2, 1) },
        { "split_with_sizes", x => x[0].split([1, 3], 1) },
        { "chunk", x => x[0].chunk(3, 1) },
        { "unbind.int", x => x[0].unbind(1) },
        { "flip", a => a.flip(0, 1) },
        { "roll", a => a.roll([1, 2], [0, 1]) },
        { "roll:flat", a => a.roll(2) },
        { "roll:one", a => a.roll(1, 1) },
        { "tril", a => a.tril(-1) },
        { "triu", a => a.triu(1) },
        { "diag", a => a.diag(1) },
        { "diag:read", a => a.diag() },
        { "diagonal", a => a.diagonal(1, 1, 2) },
        { "clone", a => a.clone() },
        { "alias", a => a[TensorIndex.Ellipsis] },
        { "detach", a => a.detach() * 2 + a },
        { "detach_", a => (a * 2).detach_() + a },
        { "to.dtype", a => a.to(float64) },
        { "to.device", a => a.to(float64, CPU) },
        { "retain_grad", a => Retained(a * 2) },
        { "requires_grad_", a => a.requires_grad_() * 2 },
        { "copy_", a => zeros(2, 3, dtype: a.dtype).copy_(a) },
        { "fill_.Scalar", a => a.clone().fill_(2.5) + a },
        { "index_select", (a, i) => a.index_select(0, i) },
        { "gather", (a, i) => a.gather(0, i) },
        { "scatter.src", (a, i, b) => a.scatter(1, i, b) },
        { "scatter_.src", (a, i, b) => a.clone().scatter_(1, i, b) },
        { "scatter_add_", (a, i, b) => a.clone().scatter_add_(1, i, b) },
        { "index_add_", (a, i, b) => a.clone().index_add_(0, i, b, 0.5) },
        { "index_copy_", (a, i, b) => a.clone().index_copy_(0, i, b) },
        { "index_fill_.int_Scalar", (a, i) => a.clone().index_fill_(0, i, 1.5) },
        { "index.Tensor", (a, i) => a[i] },
        { "index.Tensor:two", (a, i, j) => a[i, j] },
        { "index.Tensor:apart", (a, i, j) => a[At(i), TensorIndex.Colon, At(j)] },
        { "index.Tensor:column", (a, i) => a[TensorIndex.Colon, At(i)] },
        { "index.Tensor:mask", (a, m) => a[m] },
        { "index.Tensor:mask and place", (a, m, i) => a[m, i] },
        { "index.Tensor:row mask", (a, m) => a[1.., At(m)] },
        { "index.Tensor:mixed", (a, i) => a[1, TensorIndex.Ellipsis, TensorIndex.None, At(i)] },
        { "index.Tensor:truth", a => a[TensorIndex.Bool(true)] },
        { "slice.Tensor:mixed", a => a[1, TensorIndex.Ellipsis, TensorIndex.None, TensorIndex.Slice(-2)] },
        { "select.int:places", a => a[1, 0, -1] },
        { "index_put_", (a, i, b) => Put(a, b, At(i)) },
        { "index_put_:slice", (a, b) => Put(a, b, TensorIndex.Colon, 1..3) },
        { "index_put_:mask", (a, m, b) => Put(a, b, At(m)) },
        { "index_put_:row", (a, b) => Put(a, b, 1) },
        { "index_put_:column", (a, i, b) => Put(a, b, TensorIndex.Colon, At(i)) },
    };

    private static TensorIndex At(Tensor places) => TensorIndex.Tensor(places);

    private static Tensor Put(Tensor tensor, Tensor value, params TensorIndex[] places)
    {
        var copy = tensor.clone();
        copy[places] = value;
        return copy;
    }

    private static Tensor Retained(Tensor tensor)
    {
        tensor.retain_grad();
        return tensor;
    }
}
