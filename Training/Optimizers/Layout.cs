using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>How a dense tensor lies in memory, so that it can be walked as one line of numbers without a copy.</summary>
/// <remarks>Dimensions ordered from the widest stride to the narrowest: 0, 2, 3, 1 for a channels-last convolution.</remarks>
internal sealed class Layout
{
    private readonly long[]? _order, _back;
    private readonly long[] _shape;

    internal Layout(Tensor like)
    {
        Shape = _shape = like.shape;
        Length = like.numel();
        if (like.is_contiguous())
            return;
        var strides = like.stride();
        _order = [.. Enumerable.Range(0, strides.Length).OrderByDescending(d => strides[d]).ThenBy(d => d).Select(d => (long)d)];
        _back = new long[_order.Length];
        for (int i = 0; i < _order.Length; i++)
            _back[_order[i]] = i;
        _shape = [.. _order.Select(d => Shape[d])];
    }

    internal long[] Shape { get; }
    internal long Length { get; }

    /// <summary>The tensor as one line: a view where it lies as it did, else a copy.</summary>
    internal Tensor Flatten(Tensor tensor) => (_order is null ? tensor : tensor.permute(_order)).reshape(-1);

    /// <summary>A piece of a line as a tensor of the original shape and layout: always a view.</summary>
    internal Tensor Unflatten(Tensor line) => _back is null ? line.view(_shape) : line.view(_shape).permute(_back);

    internal bool Fits(Tensor tensor) => (_order is null ? tensor : tensor.permute(_order)).is_contiguous();
}
