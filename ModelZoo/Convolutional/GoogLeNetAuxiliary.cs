// GoogLeNet with its auxiliary heads. C. Szegedy et al., "Going deeper with convolutions", 2014, section 5, figure 3.
// Idea: two small classifiers behind blocks 4a and 4d send gradient into the middle of a deep network. Only training
// uses them.
// Different here: no response normalization, Xavier's initialization.
// Published: ImageNet 2014, 10.07 % top-5 error of one network.

using static ModelZoo.Convolutional.GoogLeNet;

namespace ModelZoo.Convolutional;

public sealed class GoogLeNetAuxiliary : ImageNetwork, IAuxiliary
{
    private readonly Module<Tensor, Tensor> until4a, until4d, rest, output, auxiliary1, auxiliary2;

    public GoogLeNetAuxiliary(
        long classes = 1000, long channels = 3, long size = 224, double dropout = 0.4, double headDropout = 0.7)
        : base("googlenet-aux", channels, size, HeadGrid)
    {
        until4a = Sequential(
            Conv2d(channels, 64, 7, stride: 2, padding: 3), ReLU(), Halve(),
            Conv2d(64, 64, 1), ReLU(), Conv2d(64, 192, 3, padding: 1), ReLU(), Halve(),
            new Inception("3a"), new Inception("3b"), Halve(),
            new Inception("4a"));
        until4d = Sequential(new Inception("4b"), new Inception("4c"), new Inception("4d"));
        rest = Sequential(
            new Inception("4e"), Halve(),
            new Inception("5a"), new Inception("5b"), AdaptiveAvgPool2d(1), Flatten());
        output = Sequential(Dropout(dropout), Linear(1024, classes));
        auxiliary1 = Head(512, classes, headDropout);
        auxiliary2 = Head(528, classes, headDropout);
        RegisterComponents();
        Initialize.Xavier(this);
    }

    public double AuxiliaryWeight => 0.3;

    private Module<Tensor, Tensor> Head(long below, long classes, double dropout) => Sequential(
        AvgPool2d(5, stride: 3), Conv2d(below, 128, 1), ReLU(), Flatten(),
        Linear(128 * Grid * Grid, 1024), ReLU(), Dropout(dropout), Linear(1024, classes));

    /// <summary>The side of a head's pooled map: four strides of two, then the 5x5 pool.</summary>
    private static long HeadGrid(long size) => ((size + 15) / 16 - 2) / 3;

    // (N, channels, 224, 224) to (N, classes)
    public override Tensor forward(Tensor input) => output.call(rest.call(until4d.call(until4a.call(Checked(input)))));

    public (Tensor logits, Tensor[] auxiliary) ForwardAll(Tensor input)
    {
        var at4a = until4a.call(Checked(input));                            // (N, 512, 14, 14)
        var at4d = until4d.call(at4a);                                      // (N, 528, 14, 14)
        return (output.call(rest.call(at4d)), [auxiliary1.call(at4a), auxiliary2.call(at4d)]);
    }
}
