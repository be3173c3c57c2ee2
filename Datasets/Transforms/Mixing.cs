using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Transforms;

/// <summary>Images made of two, and targets of their two classes: float [B, classes], which cross-entropy takes as shares.</summary>
internal static class Mixing
{
    // Zhang et al. 2017.
    internal static Batch Mixup(Batch batch, double alpha, int classes, Generator random)
    {
        var (share, other) = (Beta(alpha, random), Partner(batch, random));
        var inputs = batch.Inputs * share + batch.Inputs.index_select(0, other) * (1 - share);
        return new Batch(inputs, Shares(batch, other, share, classes));
    }

    // Yun et al. 2019. The share is that of the pixels that really stay.
    internal static Batch Cutmix(Batch batch, double alpha, int classes, Generator random)
    {
        Augment.ExpectImages(batch);
        long height = batch.Inputs.shape[2], width = batch.Inputs.shape[3];
        var (share, other) = (Beta(alpha, random), Partner(batch, random));
        var centre = rand(2, generator: random).data<float>().ToArray();
        double half = Math.Sqrt(1 - share) / 2;
        long Edge(double at, long limit) => Math.Clamp((long)Math.Round(at * limit), 0, limit);
        var (top, bottom) = (Edge(centre[0] - half, height), Edge(centre[0] + half, height));
        var (left, right) = (Edge(centre[1] - half, width), Edge(centre[1] + half, width));
        var inputs = batch.Inputs.clone();
        if (bottom > top && right > left)
            inputs.narrow(2, top, bottom - top).narrow(3, left, right - left).copy_(
                batch.Inputs.index_select(0, other).narrow(2, top, bottom - top).narrow(3, left, right - left));
        return new Batch(inputs, Shares(batch, other, 1 - (double)((bottom - top) * (right - left)) / (height * width), classes));
    }

    private static Tensor Partner(Batch batch, Generator random) => randperm(batch.Count, generator: random).to(batch.Inputs.device);

    private static Tensor Shares(Batch batch, Tensor other, double share, int classes)
    {
        if (classes < 2)
            throw new DatasetException("mixup and cutmix mix classes, of which this data set has none: train without them.") { IsUsage = true };
        var own = batch.Targets.ndim == 2 ? batch.Targets : one_hot(batch.Targets, classes).to(ScalarType.Float32);
        return own * share + own.index_select(0, other) * (1 - share);
    }

    // Johnk's way, in the logarithm: two uniform numbers to the power 1/alpha whose sum is at most 1, of which the first has a share.
    private static double Beta(double alpha, Generator random)
    {
        while (true)
        {
            var drawn = rand(2, generator: random, dtype: ScalarType.Float64).data<double>().ToArray();
            double a = Math.Log(1 - drawn[0]) / alpha, b = Math.Log(1 - drawn[1]) / alpha, most = Math.Max(a, b);
            double sum = most + Math.Log(Math.Exp(a - most) + Math.Exp(b - most));
            if (sum <= 0)
                return Math.Exp(a - sum);
        }
    }
}
