using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Transforms;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>Reads a picture file as a network takes it: (1, channels, size, size).</summary>
internal static class ImageInput
{
    // torchvision's published weights take the central 224 x 224 of an image whose shorter side is 256.
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
        var (newHeight, newWidth) = height < width
            ? (shorter, (int)((long)shorter * width / height))
            : ((int)((long)shorter * height / width), shorter);
        // torchvision resizes pictures, not tensors, so each of the two passes rounds to bytes.
        pixels = ToBytes(Geometry.Resize(ToBytes(Geometry.Resize(pixels, height, newWidth)), newHeight, newWidth));
        pixels = Geometry.CenterCrop(pixels, size, size) / 255;
        // GoogLeNet's weights were ported from TensorFlow, which scales differently (transform_input in torchvision).
        var (mean, deviation) = network.Entry.Name == "torchvision/googlenet" ? (Half, Half) : (Mean, Deviation);
        var centered = pixels - tensor(mean).view(1, 3, 1, 1);
        return (centered / tensor(deviation).view(1, 3, 1, 1)).MoveToOuterDisposeScope();
    }

    private static Tensor ToBytes(Tensor pixels) => pixels.round().clamp(0, 255);
}
