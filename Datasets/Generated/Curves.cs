namespace ModelZoo.Datasets.Generated;

/// <summary>Regression problems of the textbooks.</summary>
internal static class Curves
{
    private static readonly float[] BookWeights = [2, -3.4f];
    private static readonly float[] BookCoefficients = [5, 1.2f, -3.4f, 5.6f];

    /// <summary>y = 2 x0 - 3.4 x1 + 4.2, with normal x and noise of deviation 0.01.</summary>
    internal static (Tensor, Tensor) Linear(long count, Generator random)
    {
        var x = randn(count, 2, generator: random);
        var y = x.matmul(tensor(BookWeights).unsqueeze(1)) + 4.2 + randn(count, 1, generator: random) * 0.01;
        return (x, y);
    }

    /// <summary>200 inputs with weights of 0.01, plus 0.05 and noise of deviation 0.01, to show weight decay.</summary>
    internal static (Tensor, Tensor) HighDimensional(long count, Generator random)
    {
        var x = randn(count, 200, generator: random);
        return (x, x.sum(1, keepdim: true) * 0.01 + 0.05 + randn(count, 1, generator: random) * 0.01);
    }

    /// <summary>y = 5 + 1.2 x - 3.4 x^2/2! + 5.6 x^3/3! with noise of deviation 0.1; features x^i/i!.</summary>
    internal static (Tensor, Tensor) Polynomial(long count, Generator random)
    {
        const int powers = 20;
        var x = randn(count, 1, generator: random, dtype: ScalarType.Float64);
        var factorials = new double[powers];
        for (int i = 0; i < powers; i++)
            factorials[i] = i == 0 ? 1 : factorials[i - 1] * i;
        var features = x.pow(arange(powers, ScalarType.Float64)) / tensor(factorials);   // [count, 20]
        var coefficients = tensor(BookCoefficients).to(ScalarType.Float64).unsqueeze(1);
        var y = features.narrow(1, 0, 4).matmul(coefficients) + randn(count, 1, generator: random) * 0.1;
        return (features.to(ScalarType.Float32), y.to(ScalarType.Float32));
    }

    /// <summary>sin(0.01 t) for t from 1 on, with noise of deviation 0.2: four values, and the next one.</summary>
    internal static Dataset Sines(DatasetEntry entry, DatasetOptions options)
    {
        const int defaultTrain = 600;
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)options.Seed);
        int past = options.Steps ?? 4;
        long train = options.Examples ?? defaultTrain, length = train * 1000 / defaultTrain;
        if (past < 1 || train < 1 || length - past <= train)
            throw new DatasetException($"{entry.Name}: {train} examples of {past} values leave nothing to test with; " +
                "give more examples or fewer steps.");
        var series = sin(arange(1, length + 1, ScalarType.Float32) * 0.01) + randn(length, generator: random) * 0.2;
        var windows = series.unfold(0, past + 1, 1);   // [length - past, past + 1]
        return new Dataset(entry.Name, Targets.Numbers, Part(0, train), Part(train, length - past - train));

        Split Part(long start, long count)
        {
            var rows = windows.narrow(0, start, count);
            return new Split(rows.narrow(1, 0, past).contiguous(), rows.narrow(1, past, 1).contiguous());
        }
    }
}
