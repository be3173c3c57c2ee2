// Softmax (multinomial logistic) regression. J. Berkson's logit (1944) for many classes; D. Cox, "The regression analysis of
// binary sequences", 1958.
// The idea: one linear layer gives each class a score; softmax, which lives in the loss, makes them probabilities.
// Textbook: Fashion-MNIST 28x28, 10 epochs of SGD 0.1: train loss 0.448, test accuracy 0.831 (median of 85 runs).

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.FullyConnected;

public sealed class SoftmaxRegression : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> output;
    private readonly long features;

    public SoftmaxRegression(long features, long classes) : base("softmax")
    {
        this.features = features;
        output = Linear(features, classes);
        RegisterComponents();
        Initialize.Normal(this);
    }

    public override Tensor forward(Tensor input)                            // (N, channels, size, size)
    {
        Expect.Features(input, GetName(), features);
        return output.call(input.flatten(1));                               // (N, classes)
    }
}
