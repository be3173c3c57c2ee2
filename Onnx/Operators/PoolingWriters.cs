using static TorchSharp.torch;

namespace ModelZoo.Onnx.Operators;

/// <summary>Pooling, resampling and padding.</summary>
internal static class PoolingWriters
{
    // In the order of libtorch's enumeration.
    private static readonly string[] PaddingModes = ["reflect", "replicate", "circular", "constant"];

    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["max_pool1d"] = Largest(1),
        ["max_pool2d"] = Largest(2),
        ["max_pool3d"] = Largest(3),
        ["max_pool2d_with_indices"] = Largest(2),
        ["avg_pool1d"] = Mean(1),
        ["avg_pool2d"] = Mean(2),
        ["avg_pool3d"] = Mean(3),
        ["adaptive_avg_pool1d"] = AdaptiveMean(1),
        ["adaptive_avg_pool2d"] = AdaptiveMean(2),
        ["adaptive_avg_pool3d"] = AdaptiveMean(3),
        ["upsample_nearest2d"] = Resized("nearest"),
        ["upsample_nearest2d.vec"] = Resized("nearest"),
        ["upsample_bilinear2d"] = Resized("linear"),
        ["upsample_bilinear2d.vec"] = Resized("linear"),
        ["pixel_shuffle"] = call => call.Rank(0) == 4
            ? [call.Node("DepthToSpace", [call.Tensor(0)], ("blocksize", call.Int(1)), ("mode", "CRD"))]
            : throw call.Refuse("ONNX shuffles images (N, channels, height, width) only"),
        ["pad"] = call => [Padded(call, (string)call.Arguments[2]!)],
        ["_pad_enum"] = call => [Padded(call, PaddingModes[call.Int(2)])],
    };

    // Arguments: input, kernel, stride, padding, dilation, ceil_mode.
    private static Writer Largest(int sides) => call =>
        [call.Node("MaxPool", [Images(call, sides)], [.. Windows(call, sides), ("dilations", call.Ints(4, sides)),
            ("ceil_mode", call.Flag(5))])];

    // Arguments: input, kernel, stride, padding, ceil_mode, count_include_pad, divisor.
    private static Writer Mean(int sides) => call => call.Has(6)
        ? throw call.Refuse("ONNX's mean has no divisor_override")
        : [call.Node("AveragePool", [Images(call, sides)], [.. Windows(call, sides), ("ceil_mode", call.Flag(4)),
            ("count_include_pad", call.Flag(5))])];

    private static (string, object?)[] Windows(WriterCall call, int sides)
    {
        long[] kernel = call.Ints(1, sides), strides = call.Ints(2, sides), padding = call.Ints(3, sides);
        return [("kernel_shape", kernel), ("strides", strides.Length == 0 ? kernel : strides),
            ("pads", (long[])[.. padding, .. padding])];
    }

    private static string Images(WriterCall call, int sides) => call.Rank(0) == sides + 2
        ? call.Tensor(0)
        : throw call.Refuse("its input has no batch dimension");

    private static Writer AdaptiveMean(int sides) => call =>
    {
        var images = Images(call, sides);
        long[] from = call.Constants(call.Value(0).Shape.Skip(2)), to = call.Constants(call.Result.Shape.Skip(2));
        if (from.SequenceEqual(to))
            return [images];
        if (Array.TrueForAll(to, side => side == 1))
            return [call.Node("GlobalAveragePool", [images])];
        if (from.Zip(to).All(pair => pair.First % pair.Second == 0))
        {
            long[] windows = [.. from.Zip(to, (side, wanted) => side / wanted)];
            return [call.Node("AveragePool", [images], ("kernel_shape", windows), ("strides", windows))];
        }
        return sides == 2
            ? [call.Node("MatMul", [call.Node("MatMul", [call.Graph.Constant(Windows(from[0], to[0])), images]),
                call.Graph.Constant(Windows(from[1], to[1]).t())])]
            : throw call.Refuse($"{string.Join("x", from)} has no equal parts for {string.Join("x", to)}");
    };

    // A row for each element of the result: the weights of the elements that it averages. Windows may overlap.
    private static Tensor Windows(long from, long to)
    {
        var weights = zeros(to, from);
        for (long i = 0; i < to; i++)
        {
            long start = i * from / to, end = ((i + 1) * from + to - 1) / to;
            weights[i].narrow(0, start, end - start).fill_(1.0 / (end - start));
        }
        return weights;
    }

    // Arguments: input, size, then align_corners where it interpolates.
    private static Writer Resized(string mode) => call =>
    {
        var sizes = call.Graph.Constant(call.Constants(call.Result.Shape.Skip(2)));
        var places = mode == "nearest" ? "asymmetric" : call.Flag(2) ? "align_corners" : "half_pixel";
        return [call.Node("Resize", [call.Tensor(0), "", "", sizes], ("axes", new long[] { 2, 3 }), ("mode", mode),
            ("coordinate_transformation_mode", places), ("nearest_mode", mode == "nearest" ? "floor" : null))];
    };

    // libtorch's list has a begin and an end for each dimension from the last one. ONNX's has all begins first.
    private static string Padded(WriterCall call, string mode)
    {
        var pairs = call.Ints(1).Chunk(2).Reverse().ToArray();
        long[] pads = [.. pairs.Select(pair => pair[0]), .. pairs.Select(pair => pair[1])];
        long[] axes = [.. Enumerable.Range(call.Rank(0) - pairs.Length, pairs.Length)];
        var value = call.Graph.Number(call.Has(3) ? call.Float(3) : 0.0, call.Result.Type);
        var name = mode switch { "replicate" => "edge", "circular" => "wrap", _ => mode };
        return call.Node("Pad", [call.Tensor(0), call.Graph.Constant(pads), value, call.Graph.Constant(axes)],
            ("mode", name));
    }
}
