// Multilayer perceptron. D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors",
// 1986.
// Dropout: N. Srivastava et al., 2014. Batch normalization: S. Ioffe, C. Szegedy, 2015.
// Idea: linear layers with a nonlinearity between them represent what no linear layer can.
// Textbook: 784-256-10, ReLU, 10 epochs of SGD 0.1: train loss 0.383, test accuracy 0.848 (median of 56 runs).
// 784-256-256-10 with dropout 0.2 and 0.5, SGD 0.5: train loss 0.346, test accuracy 0.856 (median of 82 runs).

namespace ModelZoo.FullyConnected;

/// <summary>A hidden layer: its width, and the share of its outputs that training drops.</summary>
public readonly record struct Hidden(long Width, double Dropout = 0);

public sealed class MultilayerPerceptron : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long features;

    public MultilayerPerceptron(
        long features, Hidden[] hidden, long classes, Func<Module<Tensor, Tensor>>? activation = null,
        bool batchNorm = false, bool weightNorm = false) : base("mlp")
    {
        this.features = features;
        var layers = new List<Module<Tensor, Tensor>> { Flatten() };
        var below = features;
        foreach (var (width, dropout) in hidden)
        {
            layers.Add(weightNorm ? new WeightNormLinear(below, width) : Linear(below, width));
            if (batchNorm) layers.Add(BatchNorm1d(width));
            layers.Add(activation?.Invoke() ?? ReLU());
            if (dropout > 0) layers.Add(Dropout(dropout));
            below = width;
        }
        layers.Add(weightNorm ? new WeightNormLinear(below, classes) : Linear(below, classes));
        net = Sequential(layers);
        RegisterComponents();
        Initialize.Normal(this);
    }

    // (N, channels, size, size) to (N, classes)
    public override Tensor forward(Tensor input) => net.call(Expect.Features(input, GetName(), features));
}
