// Dilated context network. F. Yu, V. Koltun, "Multi-scale context aggregation by dilated convolutions", 2015, table 1.
// Idea: 3x3 filters whose weights lie 1, 2, 4, 8 and 16 pixels apart see 67x67 pixels after seven layers, and the map
// keeps its resolution.
// Different here: the network reads the image itself, and the mean of the pixels' scores classifies the image. He's
// initialization stands in place of the identity.

namespace ModelZoo.Convolutional;

public sealed class DilatedNet : ImageNetwork
{
    private static readonly long[] Dilations = [1, 1, 2, 4, 8, 16, 1];      // receptive fields 3, 5, 9, 17, 33, 65, 67

    private readonly Module<Tensor, Tensor> context, output;

    public DilatedNet(long classes = 10, long channels = 1, long width = 32) : base("dilated", channels)
    {
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

    public override Tensor forward(Tensor input)                            // (N, channels, height, width)
    {
        var scores = output.call(context.call(Checked(input)));             // (N, classes, height, width)
        return scores.mean([2, 3]);                                         // (N, classes)
    }
}
