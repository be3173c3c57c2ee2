// GoogLeNet. C. Szegedy et al., "Going deeper with convolutions", 2014, table 1.
// The idea: filters of several sizes side by side, each fed through a 1x1 convolution that keeps it cheap.
// Differs from the paper, as the textbook does: no response normalisation, no dropout; heads in the middle only where asked for.
// Textbook: Fashion-MNIST at 96x96, 10 epochs of SGD 0.1: train loss 0.249, test accuracy 0.889 (medians of 51 runs).

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

/// <summary>Four paths over the same map, their outputs joined: 1x1; 1x1 then 3x3; 1x1 then 5x5; a pool then 1x1.</summary>
internal sealed class Inception : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> path1, path2, path3, path4;

    public Inception(long below, long one, (long reduce, long maps) three, (long reduce, long maps) five, long pool) : base("inception")
    {
        path1 = Sequential(Conv2d(below, one, 1), ReLU());
        path2 = Sequential(Conv2d(below, three.reduce, 1), ReLU(), Conv2d(three.reduce, three.maps, 3, padding: 1), ReLU());
        path3 = Sequential(Conv2d(below, five.reduce, 1), ReLU(), Conv2d(five.reduce, five.maps, 5, padding: 2), ReLU());
        path4 = Sequential(MaxPool2d(3, stride: 1, padding: 1), Conv2d(below, pool, 1), ReLU());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => cat([path1.call(input), path2.call(input), path3.call(input), path4.call(input)], 1);
}

public sealed class GoogLeNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> b1, b2, b3, b4, b5, output;
    private readonly long channels;

    public GoogLeNet(long classes = 10, long channels = 1) : base("googlenet")
    {
        this.channels = channels;
        b1 = Sequential(Conv2d(channels, 64, 7, stride: 2, padding: 3), ReLU(), Shrink());
        b2 = Sequential(Conv2d(64, 64, 1), ReLU(), Conv2d(64, 192, 3, padding: 1), ReLU(), Shrink());
        b3 = Sequential(
            new Inception(192, 64, (96, 128), (16, 32), 32),
            new Inception(256, 128, (128, 192), (32, 96), 64), Shrink());
        b4 = Sequential(
            new Inception(480, 192, (96, 208), (16, 48), 64),
            new Inception(512, 160, (112, 224), (24, 64), 64),
            new Inception(512, 128, (128, 256), (24, 64), 64),
            new Inception(512, 112, (144, 288), (32, 64), 64),
            new Inception(528, 256, (160, 320), (32, 128), 128), Shrink());
        b5 = Sequential(
            new Inception(832, 256, (160, 320), (32, 128), 128),
            new Inception(832, 384, (192, 384), (48, 128), 128), AdaptiveAvgPool2d(1), Flatten());
        output = Linear(1024, classes);
        RegisterComponents();
        Initialize.Xavier(this);
    }

    private static Module<Tensor, Tensor> Shrink() => MaxPool2d(3, stride: 2, padding: 1);

    public override Tensor forward(Tensor input)                            // (N, channels, 96, 96)
    {
        Expect.Image(input, GetName(), channels, smallest: 1);
        var x = b1.call(input);                                             // (N, 64, 24, 24)
        x = b2.call(x);                                                     // (N, 192, 12, 12)
        x = b3.call(x);                                                     // (N, 480, 6, 6)
        x = b4.call(x);                                                     // (N, 832, 3, 3)
        x = b5.call(x);                                                     // (N, 1024)
        return output.call(x);                                              // (N, classes)
    }
}
