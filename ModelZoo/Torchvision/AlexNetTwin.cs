// torchvision's alexnet: A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, one tower.
// Names, shapes and outputs are torchvision's, so that its weights load. ImageNet: 56.5 % top-1; 61,100,840 parameters.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Torchvision;

public sealed class AlexNetTwin : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features, avgpool, classifier;
    private readonly long channels;

    public AlexNetTwin(long classes = 1000, long channels = 3, double dropout = 0.5) : base("torchvision/alexnet")
    {
        this.channels = channels;
        features = Sequential(
            Conv2d(channels, 64, 11, stride: 4, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(64, 192, 5, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(192, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 256, 3, padding: 1), ReLU(),
            Conv2d(256, 256, 3, padding: 1), ReLU(), MaxPool2d(3, stride: 2));
        avgpool = AdaptiveAvgPool2d(6);
        classifier = Sequential(
            Dropout(dropout), Linear(256 * 6 * 6, 4096), ReLU(),
            Dropout(dropout), Linear(4096, 4096), ReLU(),
            Linear(4096, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)                            // (N, channels, 224, 224)
    {
        Expect.Image(input, GetName(), channels, smallest: 63);             // 63 leaves 15, 7, 3 and 1
        var x = features.call(input);                                       // (N, 256, 6, 6)
        x = avgpool.call(x).flatten(1);                                     // (N, 9216)
        return classifier.call(x);                                          // (N, classes)
    }
}
