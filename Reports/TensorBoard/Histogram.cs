using Tensorboard;
using static TorchSharp.torch;

namespace ModelZoo.Reports.TensorBoard;

/// <summary>How the values of a tensor are spread.</summary>
internal static class Histogram
{
    private const int Buckets = 30;

    // Larger tensors are sampled at even steps: the histogram looks the same, and takes some megabytes of memory.
    private const long MostValues = 100_000;

    /// <summary>Reads the device once. Null if a value is not finite: no bucket can hold it.</summary>
    internal static HistogramProto? Of(Tensor values)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var flat = values.detach().flatten();
        if (flat.numel() > MostValues)
            flat = flat.slice(0, 0, flat.numel(), (flat.numel() + MostValues - 1) / MostValues);
        flat = flat.to(float64);
        var facts = stack([flat.min(), flat.max(), flat.sum(), flat.square().sum()]).cpu().data<double>().ToArray();
        if (!facts.All(double.IsFinite))
            return null;
        var (least, most) = (facts[0], facts[1]);
        double width = Math.Max(most - least, 1e-12) / Buckets;
        var buckets = ((flat - least) / width).floor().clamp(0, Buckets - 1).to(int64);
        return new HistogramProto
        {
            Min = least,
            Max = most,
            Num = flat.numel(),
            Sum = facts[2],
            SumSquares = facts[3],
            BucketLimit = { Enumerable.Range(1, Buckets).Select(i => least + i * width) },
            Bucket = { buckets.bincount(null, Buckets).to(float64).cpu().data<double>().ToArray() },
        };
    }
}
