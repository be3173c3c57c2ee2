using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Transforms;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>A picture file as a network wants it: (1, channels, size, size).</summary>
internal static class ImageInput
{
    // What torchvision's published weights were trained on: a 256 to 224 centre crop, and these means and deviations a channel.
    private const double Margin = 256.0 / 224;
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f];
    private static readonly float[] Half = [0.5f, 0.5f, 0.5f];

    internal static Tensor Read(string path, TrainedNetwork network)
    {
        using var scope = NewDisposeScope();
        var (_, channels, size, _, _) = network.Arguments;
        var pixels = Pictures.Read(path, channels).unsqueeze(0).to(ScalarType.Float32);
        if (!network.Published)
            return (Geometry.Resize(pixels, size, size) / 255).MoveToOuterDisposeScope();
        var (height, width) = ((int)pixels.shape[2], (int)pixels.shape[3]);
        int shorter = (int)(size * Margin);
        var (newHeight, newWidth) = height < width ? (shorter, (int)((long)shorter * width / height)) : ((int)((long)shorter * height / width), shorter);
        // Whole bytes after each of the two passes, because torchvision resizes pictures, not numbers.
        pixels = Whole(Geometry.Resize(Whole(Geometry.Resize(pixels, height, newWidth)), newHeight, newWidth));
        pixels = Geometry.CenterCrop(pixels, size, size) / 255;
        // GoogLeNet's weights come from elsewhere: torchvision turns its usual scale into theirs (transform_input).
        var (mean, deviation) = network.Entry.Name == "torchvision/googlenet" ? (Half, Half) : (Mean, Deviation);
        return ((pixels - tensor(mean).view(1, 3, 1, 1)) / tensor(deviation).view(1, 3, 1, 1)).MoveToOuterDisposeScope();
    }

    private static Tensor Whole(Tensor pixels) => pixels.round().clamp(0, 255);
}
