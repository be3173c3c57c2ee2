namespace ModelZoo;

public static partial class Zoo
{
    private static IEnumerable<Entry> ConvolutionalRows =>
    [
        new("lenet", "lenet", "LeCun et al., Gradient-based learning applied to document recognition", 1998, Image(28),
            TaskKind.Classification, 61_706, 416_520, new("fashion-mnist", 10, 256, 0.9), null, "test accuracy 0.807",
            a => new LeNet(a.Classes, a.Channels, a.Size)),
    ];
}
