using static TorchSharp.torch;

namespace ModelZoo.Datasets;

/// <summary>Picture files to bytes, [channels, height, width]: the seam to what decodes them.</summary>
public static class Pictures
{
    // A picture of this many pixels is a bomb, or belongs cut into pieces before anything is learned from it.
    private const long MostPixels = 100_000_000;

    // No format makes more pixels of a byte than DEFLATE makes bytes.
    private const long MostExpansion = Content.MostExpansion;

    internal static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif"];

    /// <summary>1 for a grey picture, else 3: alpha is dropped.</summary>
    internal static (int Height, int Width, int Channels) Measure(string path)
    {
        using var picture = Read(path, 0);
        return ((int)picture.shape[1], (int)picture.shape[2], picture.shape[0] < 3 ? 1 : 3);
    }

    /// <summary>Bytes, [channels, height, width]; 1 channel is grey, 3 are colours, 0 keeps the picture's own number.</summary>
    public static Tensor Read(string path, int channels)
    {
        var bytes = Load(path);
        try
        {
#if LIBTORCH
            var (width, height, own) = LibTorch.Images.Size(bytes);
            if ((long)width * height > Math.Min(MostPixels, bytes.Length * MostExpansion))
                throw new DatasetException($"{path} says it is {width} x {height} pixels, which its {bytes.Length:N0} bytes cannot hold or which is more than the {MostPixels:N0} that are read: make it smaller, or take it away.");
            using var decoded = LibTorch.Images.Decode(bytes, channels);
            return decoded.permute(2, 0, 1).contiguous();
#else
            var mode = channels == 1 ? TorchSharp.torchvision.io.ImageReadMode.GRAY : channels == 3 ? TorchSharp.torchvision.io.ImageReadMode.RGB : TorchSharp.torchvision.io.ImageReadMode.UNCHANGED;
            using var decoded = new TorchSharp.torchvision.io.SkiaImager().DecodeImage(bytes, mode);
            if (decoded.shape[1] * decoded.shape[2] > Math.Min(MostPixels, bytes.Length * MostExpansion))
                throw new DatasetException($"{path} is of more pixels than its {bytes.Length:N0} bytes can hold, or than the {MostPixels:N0} that are read: make it smaller, or take it away.");
            return decoded.contiguous();
#endif
        }
        catch (Exception e) when (e is not DatasetException and not OutOfMemoryException)
        {
            throw new DatasetException($"{path} is not a picture that can be read ({e.Message.TrimEnd('.')}): repair it, or take it away.", e);
        }
    }

    private static byte[] Load(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
