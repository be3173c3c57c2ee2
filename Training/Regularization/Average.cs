namespace ModelZoo.Training.Regularization;

internal static class Average
{
    /// <summary>The tensors that are averaged: a network's weights and the statistics of its batch norms.</summary>
    internal static IReadOnlyList<Tensor> Of(nn.Module model) => [.. model.parameters(), .. model.buffers()];

    /// <summary>Moves an average a part of the way to new values. Whole numbers, such as counts, are copied.</summary>
    internal static void Move(Tensor average, Tensor values, double part)
    {
        if (average.is_floating_point())
            average.mul_(1 - part).add_(values, part);
        else
            average.copy_(values);
    }
}

/// <summary>An exponential moving average of the weights (Polyak and Juditsky 1992).</summary>
public sealed class ExponentialAverage(double decay) : WeightCopies
{
    protected override void Update(Tensor copy, Tensor weights) => Average.Move(copy, weights, 1 - decay);
}

/// <summary>SWA (Izmailov et al. 2018): the mean of the weights at the end of the last epochs.</summary>
/// <remarks>
/// The statistics of batch norms are averages too. For exact ones, run the training data once more in training mode.
/// </remarks>
public sealed class StochasticWeightAverage : WeightCopies
{
    protected override void Update(Tensor copy, Tensor weights) => Average.Move(copy, weights, 1.0 / Count);
}

/// <summary>Lookahead (Zhang et al. 2019): every k steps, slow weights go part of the way to the fast.</summary>
/// <remarks>Call Start before the first step, so that the slow weights begin where the network does.</remarks>
public sealed class Lookahead(int k = 5, double alpha = 0.5) : WeightCopies
{
    protected override void Update(Tensor copy, Tensor weights)
    {
        if (Count % k != 0)
            return;
        Average.Move(copy, weights, alpha);
        weights.copy_(copy);
    }
}
