using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>SWA (Izmailov et al. 2018): the plain mean of the weights at each call, made at the end of the last epochs.</summary>
/// <remarks>Batch normalisation's statistics are of other weights then: run the training data once more through the network in training mode.</remarks>
public sealed class StochasticWeightAverage : WeightCopies
{
    protected override void Update(Tensor copy, Tensor weights) => Average.Move(copy, weights, 1.0 / Count);
}
