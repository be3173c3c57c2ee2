using TorchSharp.Modules;

namespace ModelZoo.Parts;

/// <summary>The textbooks' initial weights. Biases keep the default of their layer.</summary>
public static class Initialize
{
    /// <summary>Uniform, Glorot and Bengio, 2010: the textbook's convolutional networks.</summary>
    public static void Xavier(Module network) => Weights(network, weight => init.xavier_uniform_(weight));

    /// <summary>Normal, Glorot and Bengio, 2010. libtorch's xavier_normal_ draws other numbers than PyTorch.</summary>
    public static Tensor XavierNormal(Tensor weight, double gain = 1)
    {
        long receptiveField = weight.shape.Skip(2).Aggregate(1L, (product, side) => product * side);
        long fans = (weight.shape[0] + weight.shape[1]) * receptiveField;
        return init.normal_(weight, 0, gain * Math.Sqrt(2.0 / fans));
    }

    /// <summary>N(0, 0.01²): the textbook's linear models.</summary>
    public static void Normal(Module network) => Weights(network, weight => init.normal_(weight, 0, 0.01));

    /// <summary>He et al., 2015, by the outputs of convolutions: torchvision's residual and VGG networks.</summary>
    public static void Kaiming(Module network) => Weights(network, weight =>
    {
        if (weight.dim() > 2)
            init.kaiming_normal_(weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
    });

    private static void Weights(Module network, Action<Tensor> fill)
    {
        using var _ = no_grad();
        foreach (var module in network.modules())
        {
            switch (module)
            {
                case Linear linear: fill(linear.weight!); break;
                case Conv2d convolution: fill(convolution.weight!); break;
            }
        }
    }
}
