using ModelZoo.Onnx.Graphs;

namespace ModelZoo.Onnx.Operators;

/// <summary>Operators that keep the elements and change the shape, and those that take some of the elements.</summary>
internal static class ShapeWriters
{
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["view"] = ToResult,
        ["reshape"] = ToResult,
        ["_unsafe_view"] = ToResult,
        ["view_as"] = ToResult,
        ["reshape_as"] = ToResult,
        ["flatten.using_ints"] = ToResult,
        ["unflatten.int"] = ToResult,
        ["squeeze"] = ToResult,
        ["squeeze.dim"] = ToResult,
        ["squeeze.dims"] = ToResult,
        ["unsqueeze"] = ToResult,
        ["expand"] = Expanded,
        ["expand_as"] = Expanded,
        ["t"] = call => [call.Rank(0) < 2 ? call.Tensor(0) : Swapped(call, 0, 1)],
        ["numpy_T"] = call => [Ordered(call, [.. Enumerable.Range(0, call.Rank(0)).Select(i => (long)i).Reverse()])],
        ["transpose.int"] = call => [Swapped(call, call.Axis(1), call.Axis(2))],
        ["swapaxes"] = call => [Swapped(call, call.Axis(1), call.Axis(2))],
        ["permute"] = call => [Ordered(call, call.Axes(1))],
        ["narrow"] = call => [Sliced(call, call.Axis(1), call.Int(2), call.Int(2) + call.Int(3))],
        ["slice.Tensor"] = call => [Sliced(call, call.Axis(1), call.Has(2) ? call.Int(2) : 0,
            call.Has(3) ? call.Int(3) : long.MaxValue, call.Int(4))],
        ["select.int"] = call => [Picked(call, call.Int(2))],
        ["unbind.int"] = call => [.. Enumerable.Range(0, call.Results.Length).Select(i => Picked(call, i))],
        ["chunk"] = call => Parted(call, call.Axis(2)),
        ["split.Tensor"] = call => Parted(call, call.Axis(2)),
        ["split.sizes"] = call => Parted(call, call.Axis(2)),
        ["split_with_sizes"] = call => Parted(call, call.Axis(2)),
        ["index_select"] = call => [call.Node("Gather", [call.Tensor(0), call.Tensor(2)], ("axis", call.Axis(1)))],
        ["gather"] = call => [call.Node("GatherElements", [call.Tensor(0), call.Tensor(2)], ("axis", call.Axis(1)))],
        ["flip"] = call => [call.Axes(1).Aggregate(call.Tensor(0), (tensor, axis) =>
            Sliced(call, axis, -1, long.MinValue, -1, tensor))],
    };

    /// <summary>ONNX infers one dimension, and one is all that grows with the batch in most tensors.</summary>
    internal static string Reshaped(WriterCall call, string tensor, Extent[] shape) => call.Node("Reshape",
        [tensor, shape.Count(size => !size.IsConstant) == 1
            ? call.Graph.Constant([.. shape.Select(size => size.IsConstant ? size.Constant : -1)])
            : call.Graph.Sizes(shape)]);

    private static string[] ToResult(WriterCall call) =>
        call.Value(0).Shape.SequenceEqual(call.Result.Shape)
            ? [call.Tensor(0)]
            : [Reshaped(call, call.Tensor(0), call.Result.Shape)];

    private static string[] Expanded(WriterCall call) =>
        [call.Node("Expand", [call.Tensor(0), call.Graph.Sizes(call.Result.Shape)])];

    private static string Ordered(WriterCall call, long[] order) =>
        call.Node("Transpose", [call.Tensor(0)], ("perm", order));

    private static string Swapped(WriterCall call, long one, long other)
    {
        long[] order = [.. Enumerable.Range(0, call.Rank(0)).Select(i => (long)i)];
        (order[one], order[other]) = (other, one);
        return Ordered(call, order);
    }

    private static string Sliced(
        WriterCall call, long axis, long start, long end, long step = 1, string? tensor = null) =>
        call.Node("Slice", [tensor ?? call.Tensor(0), call.Graph.Constant(start), call.Graph.Constant(end),
            call.Graph.Constant(axis), call.Graph.Constant(step)]);

    private static string Picked(WriterCall call, long place) => call.Node("Gather",
        [call.Tensor(0), call.Graph.Number(place, TorchSharp.torch.ScalarType.Int64)], ("axis", call.Axis(1)));

    private static string[] Parted(WriterCall call, long axis)
    {
        var sizes = call.Constants(call.Results.Select(part => part.Shape[axis]));
        return call.Graph.Nodes("Split", sizes.Length, [call.Tensor(0), call.Graph.Constant(sizes)], ("axis", axis));
    }
}
