using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Generated;

/// <summary>Regression problems of the textbooks.</summary>
internal static class Curves
{
    private static readonly float[] BookWeights = [2, -3.4f];
    private static readonly float[] BookCoefficients = [5, 1.2f, -3.4f, 5.6f];

    /// <summary>y = 2 x0 - 3.4 x1 + 4.2 + noise, x normal, noise of deviation 0.01.</summary>
    internal static (Tensor, Tensor) Linear(long count, Generator random)
    {
        var x = randn(count, 2, generator: random);
        return (x, x.matmul(tensor(BookWeights).unsqueeze(1)) + 4.2 + randn(count, 1, generator: random) * 0.01);
    }

    /// <summary>200 inputs of weight 0.01 each, 0.05 added, noise of deviation 0.01: what weight decay is shown on.</summary>
    internal static (Tensor, Tensor) HighDimensional(long count, Generator random)
    {
        var x = randn(count, 200, generator: random);
        return (x, x.sum(1, keepdim: true) * 0.01 + 0.05 + randn(count, 1, generator: random) * 0.01);
    }

    /// <summary>y = 5 + 1.2 x - 3.4 x^2/2! + 5.6 x^3/3! + noise of deviation 0.1; the features are x^i/i! for i from 0 to 19.</summary>
    internal static (Tensor, Tensor) Polynomial(long count, Generator random)
    {
        const int powers = 20;
        var x = randn(count, 1, generator: random, dtype: ScalarType.Float64);
        var factorials = Enumerable.Range(0, powers).Select(i => Enumerable.Range(1, i).Aggregate(1.0, (product, k) => product * k)).ToArray();
        var features = x.pow(arange(powers, ScalarType.Float64)) / tensor(factorials);   // [count, 20]
        var y = features.narrow(1, 0, 4).matmul(tensor(BookCoefficients).to(ScalarType.Float64).unsqueeze(1)) + randn(count, 1, generator: random) * 0.1;
        return (features.to(ScalarType.Float32), y.to(ScalarType.Float32));
    }

    /// <summary>sin(0.01 t) + noise of deviation 0.2 for t from 1 on: four values in a row, and the next one.</summary>
    internal static Dataset Sines(DatasetEntry set, DatasetOptions options)
    {
        const int trained = 600;
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)options.Seed);
        int past = options.Steps ?? 4;
        long train = options.Examples ?? trained, length = train * 1000 / trained;
        if (past < 1 || train < 1 || length - past <= train)
            throw new DatasetException($"{set.Name}: {train} examples of {past} values leave nothing to test with; give more examples or fewer steps.");
        var series = sin(arange(1, length + 1, ScalarType.Float32) * 0.01) + randn(length, generator: random) * 0.2;
        var windows = series.unfold(0, past + 1, 1);   // [length - past, past + 1]
        Split Part(long start, long count) => new(windows.narrow(0, start, count).narrow(1, 0, past).contiguous(), windows.narrow(0, start, count).narrow(1, past, 1).contiguous());
        return new Dataset(set.Name, Targets.Numbers, Part(0, train), Part(train, length - past - train));
    }
}
