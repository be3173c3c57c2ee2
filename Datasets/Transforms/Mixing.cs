using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Transforms;

/// <summary>Mixes pairs of images and their classes. The new targets are shares, float [B, classes].</summary>
internal static class Mixing
{
    // Zhang et al. 2017.
    internal static Batch Mixup(Batch batch, double alpha, int classes, Generator random)
    {
        var (share, partner) = (Beta(alpha, random), Partner(batch, random));
        var inputs = batch.Inputs * share + batch.Inputs.index_select(0, partner) * (1 - share);
        return new Batch(inputs, Shares(batch, partner, share, classes));
    }

    // Yun et al. 2019. The share is that of the pixels that are really kept.
    internal static Batch Cutmix(Batch batch, double alpha, int classes, Generator random)
    {
        Augment.ExpectImages(batch);
        long height = batch.Inputs.shape[2], width = batch.Inputs.shape[3];
        var (share, partner) = (Beta(alpha, random), Partner(batch, random));
        var center = rand(2, generator: random).data<float>().ToArray();
        double half = Math.Sqrt(1 - share) / 2;
        var (top, bottom) = (Edge(center[0] - half, height), Edge(center[0] + half, height));
        var (left, right) = (Edge(center[1] - half, width), Edge(center[1] + half, width));
        var inputs = batch.Inputs.clone();
        if (bottom > top && right > left)
            Box(inputs).copy_(Box(batch.Inputs.index_select(0, partner)));
        double kept = 1 - (double)((bottom - top) * (right - left)) / (height * width);
        return new Batch(inputs, Shares(batch, partner, kept, classes));

        static long Edge(double at, long limit) => Math.Clamp((long)Math.Round(at * limit), 0, limit);
        Tensor Box(Tensor images) => images.narrow(2, top, bottom - top).narrow(3, left, right - left);
    }

    private static Tensor Partner(Batch batch, Generator random) =>
        randperm(batch.Count, generator: random).to(batch.Inputs.device);

    private static Tensor Shares(Batch batch, Tensor partner, double share, int classes)
    {
        if (classes < 2)
            throw new DatasetException("mixup and cutmix mix classes, and this data set has none: train without them.")
            { IsUsage = true };
        var own = batch.Targets.ndim == 2 ? batch.Targets : one_hot(batch.Targets, classes).to(ScalarType.Float32);
        return own * share + own.index_select(0, partner) * (1 - share);
    }

    // Johnk 1964, with logarithms: draw u and v until u^(1/alpha) + v^(1/alpha) <= 1. The share of the first is Beta.
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
