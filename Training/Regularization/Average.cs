using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

internal static class Average
{
    /// <summary>What is averaged of a network: its weights, and batch normalisation's statistics, which belong to the weights that they were taken with.</summary>
    internal static IReadOnlyList<Tensor> Of(nn.Module model) => [.. model.parameters(), .. model.buffers()];

    /// <summary>Moves an average a part of the way to new values; what is counted in whole numbers is taken as it is.</summary>
    internal static void Move(Tensor average, Tensor values, double part)
    {
        if (average.is_floating_point())
            average.mul_(1 - part).add_(values, part);
        else
            average.copy_(values);
    }
}
