using Microsoft.ML.OnnxRuntime;
using ModelZoo.Onnx.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using ElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace ModelZoo.Onnx.Checking;

/// <summary>A file in ONNX Runtime, on the CPU.</summary>
internal sealed class RuntimeCheck : IDisposable
{
    private readonly InferenceSession _session;

    internal RuntimeCheck(string path)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        try
        {
            _session = new(path, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new NotSupportedException($"ONNX Runtime does not load the file: {error.Message}", error);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException)
        {
            throw new NotSupportedException(
                $"The file cannot be checked: ONNX Runtime's library does not load here. {error.Message}", error);
        }
    }

    /// <summary>The outputs for these inputs, in the order of the graph.</summary>
    internal Tensor[] Run(IReadOnlyList<Tensor> inputs)
    {
        var values = inputs.Select(Value).ToArray();
        try
        {
            using var run = new RunOptions();
            using var outputs = _session.Run(run, [.. _session.InputNames], values, [.. _session.OutputNames]);
            return [.. outputs.Select(Read)];
        }
        catch (OnnxRuntimeException error)
        {
            throw new NotSupportedException($"ONNX Runtime does not run the file: {error.Message}", error);
        }
        finally
        {
            foreach (var value in values)
                value.Dispose();
        }
    }

    /// <summary>The largest difference, relative to the largest expected number; infinite if shapes differ.</summary>
    internal static double Difference(Tensor expected, Tensor actual)
    {
        if (!expected.shape.SequenceEqual(actual.shape))
            return double.PositiveInfinity;
        if (expected.numel() == 0)
            return 0;
        using var scope = NewDisposeScope();
        var (left, right) = (expected.cpu().to(ScalarType.Float64), actual.to(ScalarType.Float64));
        double largest = left.abs().max().ToDouble(), difference = (left - right).abs().max().ToDouble();
        double relative = difference == 0 ? 0 : difference / Math.Max(largest, double.Epsilon);
        return double.IsNaN(relative) ? double.PositiveInfinity : relative;
    }

    private static OrtValue Value(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().contiguous();
        var value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, (ElementType)ElementTypes.Number(plain.dtype), plain.shape);
        plain.bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static Tensor Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var tensor = empty(info.Shape, ElementTypes.Of((int)info.ElementDataType));
        value.GetTensorMutableRawData().CopyTo(tensor.bytes);
        return tensor;
    }

    public void Dispose() => _session.Dispose();
}
