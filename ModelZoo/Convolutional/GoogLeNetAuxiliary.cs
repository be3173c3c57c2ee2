// GoogLeNet with its auxiliary heads. C. Szegedy et al., "Going deeper with convolutions", 2014, section 5, figure 3.
// The idea: two small classifiers on maps 4a and 4d send gradient into the middle of a deep network; they are dropped after training.
// Differs from the paper: no response normalisation, Xavier's initialisation. ImageNet 2014: 10.07 % top-5 error of one network.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

public sealed class GoogLeNetAuxiliary : Module<Tensor, Tensor>, IAuxiliary
{
    private readonly Module<Tensor, Tensor> until4a, until4d, rest, output, auxiliary1, auxiliary2;
    private readonly long channels, size;

    public GoogLeNetAuxiliary(long classes = 1000, long channels = 3, long size = 224, double dropout = 0.4, double headDropout = 0.7) : base("googlenet-aux")
    {
        (this.channels, this.size) = (channels, size);
        var grid = Expect.Grid("googlenet-aux", size, Grid);
        until4a = Sequential(
            Conv2d(channels, 64, 7, stride: 2, padding: 3), ReLU(), Shrink(),
            Conv2d(64, 64, 1), ReLU(), Conv2d(64, 192, 3, padding: 1), ReLU(), Shrink(),
            new Inception(192, 64, (96, 128), (16, 32), 32),
            new Inception(256, 128, (128, 192), (32, 96), 64), Shrink(),
            new Inception(480, 192, (96, 208), (16, 48), 64));
        until4d = Sequential(
            new Inception(512, 160, (112, 224), (24, 64), 64),
            new Inception(512, 128, (128, 256), (24, 64), 64),
            new Inception(512, 112, (144, 288), (32, 64), 64));
        rest = Sequential(
            new Inception(528, 256, (160, 320), (32, 128), 128), Shrink(),
            new Inception(832, 256, (160, 320), (32, 128), 128),
            new Inception(832, 384, (192, 384), (48, 128), 128), AdaptiveAvgPool2d(1), Flatten());
        output = Sequential(Dropout(dropout), Linear(1024, classes));
        auxiliary1 = Head(512, grid, classes, headDropout);
        auxiliary2 = Head(528, grid, classes, headDropout);
        RegisterComponents();
        Initialize.Xavier(this);
    }

    public double AuxiliaryWeight => 0.3;

    private static Module<Tensor, Tensor> Head(long below, long grid, long classes, double dropout) => Sequential(
        AvgPool2d(5, stride: 3), Conv2d(below, 128, 1), ReLU(), Flatten(),
        Linear(128 * grid * grid, 1024), ReLU(), Dropout(dropout), Linear(1024, classes));

    private static Module<Tensor, Tensor> Shrink() => MaxPool2d(3, stride: 2, padding: 1);

    /// <summary>Of a head's pooled map: four strides of two, then the 5x5 pool.</summary>
    private static long Grid(long size) => ((size + 15) / 16 - 2) / 3;

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        Expect.Image(input, GetName(), channels, size, Grid);
        return output.call(rest.call(until4d.call(until4a.call(input))));   // (N, classes)
    }

    public (Tensor logits, Tensor[] auxiliary) ForwardAll(Tensor input)
    {
        Expect.Image(input, GetName(), channels, size, Grid);
        var at4a = until4a.call(input);                                     // (N, 512, 14, 14)
        var at4d = until4d.call(at4a);                                      // (N, 528, 14, 14)
        return (output.call(rest.call(at4d)), [auxiliary1.call(at4a), auxiliary2.call(at4d)]);
    }
}
