// torchvision's vgg11, 13, 16 and 19, with and without batch norm: K. Simonyan, A. Zisserman, "Very deep convolutional networks for
// large-scale image recognition", 2014, table 1, columns A, B, D and E.
// Names, shapes and outputs are torchvision's, so that its weights load. ImageNet: 69.0 to 74.2 % top-1.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Torchvision;

public sealed class VGGTwin : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features, avgpool, classifier;
    private readonly long channels;

    public VGGTwin(long[] convolutions, bool batchNorm, long classes = 1000, long channels = 3, double dropout = 0.5) : base("torchvision/vgg")
    {
        this.channels = channels;
        var layers = new List<Module<Tensor, Tensor>>();
        var below = channels;
        foreach (var (count, maps) in convolutions.Zip(new[] { 64L, 128, 256, 512, 512 }))
        {
            for (var i = 0; i < count; i++, below = maps)
            {
                layers.Add(Conv2d(below, maps, 3, padding: 1));
                if (batchNorm) layers.Add(BatchNorm2d(maps));
                layers.Add(ReLU());
            }
            layers.Add(MaxPool2d(2, stride: 2));
        }
        features = Sequential(layers);
        avgpool = AdaptiveAvgPool2d(7);
        classifier = Sequential(
            Linear(512 * 7 * 7, 4096), ReLU(), Dropout(dropout),
            Linear(4096, 4096), ReLU(), Dropout(dropout),
            Linear(4096, classes));
        RegisterComponents();
        Initialize.Kaiming(this);
    }

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        Expect.Image(input, GetName(), channels, smallest: 32);
        var x = features.call(input);                                       // (N, 512, 7, 7)
        x = avgpool.call(x).flatten(1);                                     // (N, 25088)
        return classifier.call(x);                                          // (N, classes)
    }
}
