using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>Lookahead (Zhang et al. 2019): every k steps the slow weights go a part of the way to the fast ones, which start again from there.</summary>
/// <remarks>Start is called before the first step: the slow weights begin where the network does.</remarks>
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
