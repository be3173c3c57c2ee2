// Multilayer perceptron. D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors", 1986.
// Dropout: N. Srivastava et al., 2014. Batch normalisation: S. Ioffe, C. Szegedy, 2015.
// The idea: layers of linear maps with a nonlinearity in between represent what no linear map can.
// Textbook: 784-256-10, ReLU, 10 epochs of SGD 0.1: train loss 0.383, test accuracy 0.848 (median of 56 runs);
// 784-256-256-10 with dropout 0.2 and 0.5, SGD 0.5: 0.346, 0.856 (median of 82 runs).

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.FullyConnected;

/// <summary>One hidden layer: its width and the share of its outputs that training drops.</summary>
public readonly record struct Hidden(long Width, double Dropout = 0);

public sealed class MultilayerPerceptron : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> net;
    private readonly long features;

    public MultilayerPerceptron(
        long features, Hidden[] hidden, long classes, Func<Module<Tensor, Tensor>>? activation = null, bool batchNorm = false,
        bool weightNorm = false) : base("mlp")
    {
        this.features = features;
        var layers = new List<Module<Tensor, Tensor>> { Flatten() };
        var width = features;
        foreach (var layer in hidden)
        {
            layers.Add(weightNorm ? new WeightNormLinear(width, layer.Width) : Linear(width, layer.Width));
            if (batchNorm) layers.Add(BatchNorm1d(layer.Width));
            layers.Add(activation?.Invoke() ?? ReLU());
            if (layer.Dropout > 0) layers.Add(Dropout(layer.Dropout));
            width = layer.Width;
        }
        layers.Add(weightNorm ? new WeightNormLinear(width, classes) : Linear(width, classes));
        net = Sequential(layers);
        RegisterComponents();
        Initialize.Normal(this);
    }

    public override Tensor forward(Tensor input)                            // (N, channels, size, size)
    {
        Expect.Features(input, GetName(), features);
        return net.call(input);                                             // (N, classes)
    }
}
