// Perceptron. F. Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain", 1958.
// The idea: a threshold unit learns from its mistakes alone: w += (y - ŷ) x, nothing where it is right.
// The outputs are 0 or 1: one unit fires above zero; of several, as many-class perceptrons do, the one with the highest sum.
// Half the squared error of these outputs has exactly Rosenblatt's step as its gradient, because the threshold hands it on unchanged.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.FullyConnected;

public sealed class Perceptron : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> output;
    private readonly long features, classes;

    public Perceptron(long features, long classes) : base("perceptron")
    {
        (this.features, this.classes) = (features, classes);
        output = Linear(features, classes);
        RegisterComponents();
        Initialize.Normal(this);
    }

    public override Tensor forward(Tensor input)                            // (N, channels, size, size)
    {
        Expect.Features(input, GetName(), features);
        var sums = output.call(input.flatten(1));                           // (N, classes)
        var fired = classes == 1 ? sums > 0 : functional.one_hot(sums.argmax(1), classes);
        return sums + (fired.to_type(sums.dtype) - sums).detach();          // the values of fired, the gradient of sums
    }
}
