using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>An exponential moving average of the weights (Polyak and Juditsky 1992): smoother than the last step, and usually better.</summary>
public sealed class ExponentialAverage(double decay) : WeightCopies
{
    protected override void Update(Tensor copy, Tensor weights) => Average.Move(copy, weights, 1 - decay);
}
