// Dilated context network. F. Yu, V. Koltun, "Multi-scale context aggregation by dilated convolutions", 2015, table 1.
// The idea: 3x3 filters whose taps lie 1, 2, 4, 8 and 16 pixels apart see 67x67 pixels after seven layers, at full resolution.
// Differs from the paper: it scores every pixel from the image itself and the image by their mean, so that it trains as a classifier;
// He's initialisation in place of the identity.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

public sealed class DilatedNet : Module<Tensor, Tensor>
{
    private static readonly long[] Dilations = [1, 1, 2, 4, 8, 16, 1];      // receptive fields 3, 5, 9, 17, 33, 65, 67

    private readonly Module<Tensor, Tensor> context, output;
    private readonly long channels;

    public DilatedNet(long classes = 10, long channels = 1, long width = 32) : base("dilated")
    {
        this.channels = channels;
        var layers = new List<Module<Tensor, Tensor>>();
        var below = channels;
        foreach (var dilation in Dilations)
        {
            layers.AddRange([Conv2d(below, width, 3, padding: dilation, dilation: dilation), ReLU()]);
            below = width;
        }
        context = Sequential(layers);
        output = Conv2d(width, classes, 1);
        RegisterComponents();
        Initialize.Kaiming(this);
    }

    /// <summary>The score of each class at each pixel: (N, classes, height, width).</summary>
    public Tensor ScorePixels(Tensor input)
    {
        Expect.Image(input, GetName(), channels, smallest: 1);
        return output.call(context.call(input));
    }

    public override Tensor forward(Tensor input) => ScorePixels(input).mean([2, 3]);    // (N, classes)
}
