using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Onnx;

/// <summary>Batches of any size made from examples of a network's inputs. The first dimension is the batch.</summary>
internal sealed class ExampleBatches(IReadOnlyList<Tensor> examples)
{
    /// <summary>The examples, repeated.</summary>
    internal Tensor[] Of(int size) => [.. examples.Select(example => example.index_select(0,
        (arange(size) % example.shape[0]).to(example.device)))];

    /// <summary>Numbers of the examples' mean and deviation. Integers and flags in another order stay valid.</summary>
    internal Tensor[] OtherValues(int size)
    {
        using var random = new Generator(1);   // the caller's random numbers stay as they are
        return [.. Of(size).Select(batch => Other(batch, random))];
    }

    private static Tensor Other(Tensor batch, Generator random)
    {
        if (!batch.is_floating_point())
            return batch.flatten()[randperm(batch.numel(), generator: random).to(batch.device)].view(batch.shape);
        double mean = batch.mean().ToDouble(), deviation = (batch - mean).square().mean().sqrt().ToDouble();
        var noise = randn(batch.shape, dtype: ScalarType.Float32, generator: random).to(batch.dtype, batch.device);
        return noise * (deviation > 0 ? deviation : 1) + mean;
    }
}
