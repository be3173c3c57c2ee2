using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.Parts;

/// <summary>The textbooks' starting weights; biases stay at the layers' own default.</summary>
public static class Initialize
{
    /// <summary>Glorot and Bengio, 2010: the convolutional networks of the textbook.</summary>
    public static void Xavier(nn.Module network) => Weights(network, weight => nn.init.xavier_uniform_(weight));

    /// <summary>Glorot and Bengio's normal variant with PyTorch's numbers: libtorch's own xavier_normal_ draws others than PyTorch for the same seed.</summary>
    public static Tensor XavierNormal(Tensor weight, double gain = 1)
    {
        long receptiveField = weight.shape.Skip(2).Aggregate(1L, (product, side) => product * side);
        return nn.init.normal_(weight, 0, gain * Math.Sqrt(2.0 / ((weight.shape[0] + weight.shape[1]) * receptiveField)));
    }

    /// <summary>N(0, 0.01): the linear models of the textbook.</summary>
    public static void Normal(nn.Module network, double deviation = 0.01) => Weights(network, weight => nn.init.normal_(weight, 0, deviation));

    /// <summary>He et al., 2015, over the outputs: torchvision's residual and VGG networks.</summary>
    public static void Kaiming(nn.Module network) => Weights(network, weight =>
    {
        if (weight.dim() > 2)
            nn.init.kaiming_normal_(weight, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
    });

    private static void Weights(nn.Module network, Action<Tensor> fill)
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
