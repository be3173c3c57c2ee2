// Perceptron. F. Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the
// brain", 1958.
// Idea: a threshold unit learns from its mistakes alone: w += (y - ŷ) x, which is nothing where it is right.
// Outputs are 0 or 1. A single unit fires above zero. Of several units, one for each class, the largest sum fires.
// The threshold passes the gradient unchanged, so that half the squared error gives exactly Rosenblatt's step.

using static ModelZoo.Tracing.Functions;

namespace ModelZoo.FullyConnected;

public sealed class Perceptron(long features, long classes) : LinearModel("perceptron", features, classes)
{
    public override Tensor forward(Tensor input)
    {
        var sums = base.forward(input);                                     // (N, classes)
        var fired = sums.shape[1] == 1 ? sums > zeros_like(sums) : functional.one_hot(sums.argmax(1), sums.shape[1]);
        // The values of fired, the gradient of sums.
        return Add(sums, Subtract(fired.to_type(sums.dtype), sums).detach());
    }
}
