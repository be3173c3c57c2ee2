using Google.Protobuf;
using ModelZoo.Onnx.Messages;
using ModelZoo.Weights;
using static TorchSharp.torch;
using Kind = ModelZoo.Onnx.Messages.AttributeProto.Types.AttributeType;

namespace ModelZoo.Onnx.Graphs;

/// <summary>Writes values as ONNX's messages.</summary>
internal static class Protos
{
    internal static TensorProto Tensor(Tensor values)
    {
        var bytes = new MemoryStream(checked((int)(values.numel() * values.ElementSize)));
        TensorBytes.Write(bytes, values);
        return new()
        {
            Dims = { values.shape },
            DataType = ElementTypes.Number(values.dtype),
            RawData = UnsafeByteOperations.UnsafeWrap(bytes.GetBuffer()),
        };
    }

    internal static AttributeProto Attribute((string Name, object? Value) attribute)
    {
        var (name, value) = attribute;
        return value switch
        {
            bool flag => new() { Name = name, Type = Kind.Int, I = flag ? 1 : 0 },
            long whole => new() { Name = name, Type = Kind.Int, I = whole },
            double number => new() { Name = name, Type = Kind.Float, F = (float)number },
            string text => new() { Name = name, Type = Kind.String, S = ByteString.CopyFromUtf8(text) },
            long[] list => new() { Name = name, Type = Kind.Ints, Ints = { list } },
            string[] texts =>
                new() { Name = name, Type = Kind.Strings, Strings = { texts.Select(ByteString.CopyFromUtf8) } },
            Tensor values => new() { Name = name, Type = Kind.Tensor, T = Tensor(values) },
            _ => throw new ArgumentException($"{name}: a {value?.GetType().Name} is no attribute."),
        };
    }

    internal static ValueInfoProto Described(GraphValue value, string name)
    {
        var shape = new TensorShapeProto { Dim = { value.Shape.Select(Dimension) } };
        var type = new TypeProto.Types.Tensor { ElemType = ElementTypes.Number(value.Type), Shape = shape };
        return new() { Name = name, Type = new() { TensorType = type } };
    }

    private static TensorShapeProto.Types.Dimension Dimension(Extent size) =>
        size.IsConstant ? new() { DimValue = size.Constant }
        : new() { DimParam = size == new Extent(1, 0) ? "batch" : $"{size.PerExample} * batch + {size.Constant}" };
}
