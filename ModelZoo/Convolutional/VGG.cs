// VGG. K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014, table 1.
// Idea: depth from blocks of small 3x3 filters. Each block ends in a pool that halves the map, and the next is wider.
// Different here: Xavier's initialization, with which all depths train from scratch, and batch norm on request.
// Textbook: VGG-11 at a quarter of the width, Fashion-MNIST at 224x224, 10 epochs of SGD 0.05: train loss 0.178, test
// accuracy 0.919 (median of 75 runs).

namespace ModelZoo.Convolutional;

public sealed class VGG : ImageNetwork
{
    public static readonly long[] Eleven = [1, 1, 2, 2, 2];                 // column A of table 1
    public static readonly long[] Thirteen = [2, 2, 2, 2, 2];               // B
    public static readonly long[] Sixteen = [2, 2, 3, 3, 3];                // D
    public static readonly long[] Nineteen = [2, 2, 4, 4, 4];               // E

    private static readonly long[] Widths = [64, 128, 256, 512, 512];

    /// <param name="convolutions">The number of convolutions in each of the five blocks.</param>
    /// <param name="divisor">Divides the width of every block: 4 in the textbook's run.</param>
    public VGG(
        long[] convolutions, long classes = 10, long channels = 1, long size = 224, double dropout = 0.5,
        bool batchNorm = false, long divisor = 1) : base("vgg", channels, size, side => side / 32)
    {
        Chain(
            ("features", Features(convolutions, channels, batchNorm, divisor)),     // (N, 512, 7, 7)
            ("flatten", Flatten()),
            ("classifier", Classifier(512 / divisor * Grid * Grid, classes, dropout)));
        Initialize.Xavier(this);
    }

    internal static Module<Tensor, Tensor> Features(
        long[] convolutions, long channels, bool batchNorm, long divisor = 1)
    {
        var layers = new List<Module<Tensor, Tensor>>();
        var below = channels;
        foreach (var (count, width) in convolutions.Zip(Widths))
        {
            var maps = width / divisor;
            for (var i = 0; i < count; i++, below = maps)
            {
                layers.Add(Conv2d(below, maps, 3, padding: 1));
                if (batchNorm) layers.Add(BatchNorm2d(maps));
                layers.Add(ReLU());
            }
            layers.Add(MaxPool2d(2));
        }
        return Sequential(layers);
    }

    internal static Module<Tensor, Tensor> Classifier(long inputs, long classes, double dropout) => Sequential(
        Linear(inputs, 4096), ReLU(), Dropout(dropout),
        Linear(4096, 4096), ReLU(), Dropout(dropout),
        Linear(4096, classes));
}
