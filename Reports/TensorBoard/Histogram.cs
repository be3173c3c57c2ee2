using static TorchSharp.torch;

namespace ModelZoo.Reports.TensorBoard;

/// <summary>How values are spread: their extremes, sums, and how many lie up to each limit.</summary>
internal sealed record Histogram(double Least, double Most, double Count, double Sum, double SumOfSquares, double[] Limits, double[] Counts)
{
    private const int Buckets = 30;

    /// <summary>Of more elements than this only every so manyth is counted: the picture is the same, and takes some megabytes.</summary>
    private const long Enough = 100_000;

    /// <summary>One reading of the device; null where a value is not finite, which no bucket can hold.</summary>
    internal static Histogram? Of(Tensor values)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var flat = values.detach().flatten();
        if (flat.numel() > Enough)
            flat = flat.slice(0, 0, flat.numel(), (flat.numel() + Enough - 1) / Enough);
        flat = flat.to(float64);
        var sums = stack([flat.min(), flat.max(), flat.sum(), flat.square().sum()]).cpu().data<double>().ToArray();
        var (least, most) = (sums[0], sums[1]);
        if (!sums.All(double.IsFinite))
            return null;
        double width = Math.Max(most - least, 1e-12) / Buckets;
        var counts = ((flat - least) / width).floor().clamp(0, Buckets - 1).to(int64).bincount(null, Buckets).to(float64).cpu().data<double>().ToArray();
        return new Histogram(least, most, flat.numel(), sums[2], sums[3], [.. Enumerable.Range(1, Buckets).Select(i => least + i * width)], counts);
    }
}
