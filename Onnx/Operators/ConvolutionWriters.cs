using static TorchSharp.torch;

namespace ModelZoo.Onnx.Operators;

/// <summary>Convolutions, and the products of dense layers.</summary>
internal static class ConvolutionWriters
{
    internal static readonly Dictionary<string, Writer> Table = new()
    {
        ["conv1d"] = Convolution,
        ["conv2d"] = Convolution,
        ["conv3d"] = Convolution,
        ["conv1d.padding"] = Convolution,
        ["conv2d.padding"] = Convolution,
        ["conv3d.padding"] = Convolution,
        ["conv_transpose1d"] = Transposed,
        ["conv_transpose2d.input"] = Transposed,
        ["conv_transpose3d.input"] = Transposed,
        ["im2col"] = Patches,
        ["linear"] = Linear,
        ["embedding"] = call => [call.Node("Gather", [call.Tensor(0), call.Tensor(1)], ("axis", 0L))],
        ["einsum"] = call => [call.Node("Einsum", call.Tensors(1), ("equation", call.Arguments[0]))],
    };

    // Arguments: input, weight, bias, stride, padding, dilation, groups.
    private static string[] Convolution(WriterCall call)
    {
        int sides = Sides(call);
        return [call.Node("Conv", Inputs(call), ("dilations", call.Ints(5, sides)), ("group", call.Int(6)),
            ("kernel_shape", Kernel(call)), ("pads", Pads(call, sides)), ("strides", call.Ints(3, sides)))];
    }

    // Arguments: input, weight, bias, stride, padding, output_padding, groups, dilation.
    private static string[] Transposed(WriterCall call)
    {
        int sides = Sides(call);
        return [call.Node("ConvTranspose", Inputs(call), ("dilations", call.Ints(7, sides)), ("group", call.Int(6)),
            ("kernel_shape", Kernel(call)), ("output_padding", call.Ints(5, sides)), ("pads", Pads(call, sides)),
            ("strides", call.Ints(3, sides)))];
    }

    private static string[] Inputs(WriterCall call) =>
        call.Has(2) ? [call.Tensor(0), call.Tensor(1), call.Tensor(2)] : [call.Tensor(0), call.Tensor(1)];

    private static int Sides(WriterCall call) => call.Rank(0) == call.Rank(1)
        ? call.Rank(1) - 2
        : throw call.Refuse("its input has no batch dimension");

    private static long[] Kernel(WriterCall call) => call.Constants(call.Value(1).Shape.Skip(2));

    // ONNX takes all begins, then all ends. "same" pads the end where the sum is odd.
    private static long[] Pads(WriterCall call, int sides)
    {
        if (call.Arguments[4] is not string named)
            return [.. call.Ints(4, sides), .. call.Ints(4, sides)];
        long[] sums = named == "valid" ? new long[sides]
            : [.. Kernel(call).Zip(call.Ints(5, sides), (side, dilation) => dilation * (side - 1))];
        return [.. sums.Select(sum => sum / 2), .. sums.Select(sum => sum - sum / 2)];
    }

    // Arguments: input, kernel, dilation, padding, stride. A filter for each place of the kernel copies what is there.
    private static string[] Patches(WriterCall call)
    {
        long[] kernel = call.Ints(1, 2), padding = call.Ints(3, 2);
        long channels = call.Constants([call.Value(0).Shape[1]])[0], places = kernel.Aggregate((a, b) => a * b);
        using var scope = NewDisposeScope();
        var filters = eye(places, dtype: call.Value(0).Type).reshape([places, 1, .. kernel]).repeat(channels, 1, 1, 1);
        var copies = call.Node("Conv", [call.Tensor(0), call.Graph.Constant(filters)],
            ("dilations", call.Ints(2, kernel.Length)), ("group", channels), ("kernel_shape", kernel),
            ("pads", (long[])[.. padding, .. padding]), ("strides", call.Ints(4, kernel.Length)));
        return [ShapeWriters.Reshaped(call, copies, call.Result.Shape)];
    }

    private static string[] Linear(WriterCall call)
    {
        if (call.Rank(0) == 2)
            return [call.Node("Gemm", Inputs(call), ("transB", true))];
        var product = call.Node("MatMul",
            [call.Tensor(0), call.Node("Transpose", [call.Tensor(1)], ("perm", new long[] { 1, 0 }))]);
        return [call.Has(2) ? call.Node("Add", [product, call.Tensor(2)]) : product];
    }
}
