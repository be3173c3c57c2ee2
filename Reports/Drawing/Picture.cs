using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Drawing;

/// <summary>A small picture in memory: rows from the top, one (grey) or three (RGB) bytes a pixel.</summary>
public sealed record Picture(int Width, int Height, int Channels, byte[] Pixels)
{
    public byte[] Png() => Drawing.Png.Encode(Width, Height, Channels, Pixels);

    /// <summary>Whether a tensor of this shape (without the batch) can be looked at.</summary>
    public static bool Fits(long[] shape) => shape is [1 or 3, > 1, > 1];

    /// <summary>Images (N, 1 or 3, H, W), bytes or numbers from 0 to 1; numbers from elsewhere are stretched to that, each image by itself.</summary>
    public static Picture[] Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var values = images.detach().cpu();
        if (values.dtype != ScalarType.Byte)
        {
            values = values.to(ScalarType.Float32);
            if (values.numel() > 0 && (values.min().ToSingle() < -0.01 || values.max().ToSingle() > 1.01))
            {
                var flat = values.flatten(1);
                var (low, high) = (flat.amin(1).unsqueeze(1), flat.amax(1).unsqueeze(1));
                values = ((flat - low) / (high - low + 1e-12)).view(values.shape);
            }
            values = (values * 255).round().clamp(0, 255).to(ScalarType.Byte);
        }
        return Cut(values);
    }

    /// <summary>Weights (N, H, W) by their sign: blue below nought, white at it, orange above, each to the largest of its picture.</summary>
    public static Picture[] OfWeights(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var values = weights.detach().cpu().to(ScalarType.Float32);
        var share = values / (values.abs().flatten(1).amax(1).view(-1, 1, 1) + 1e-12);
        var (up, down) = (share.clamp(0, 1), (-share).clamp(0, 1));
        // From white to #D55E00 above, to #0072B2 below: the ends are told apart by every kind of eye.
        Tensor Part(double above, double below) => 255 - up * (255 - above) - down * (255 - below);
        return Cut(stack([Part(0xD5, 0x00), Part(0x5E, 0x72), Part(0x00, 0xB2)], 1).round().to(ScalarType.Byte));
    }

    /// <summary>All in one, in rows of `columns`, with a white line between.</summary>
    internal static Picture Mosaic(IReadOnlyList<Picture> pictures, int columns)
    {
        int rows = (pictures.Count + columns - 1) / columns, channels = pictures.Max(p => p.Channels);
        int cellWidth = pictures.Max(p => p.Width) + 1, cellHeight = pictures.Max(p => p.Height) + 1;
        int width = columns * cellWidth - 1, height = rows * cellHeight - 1;
        var pixels = new byte[width * height * channels];
        Array.Fill(pixels, byte.MaxValue);
        for (int i = 0; i < pictures.Count; i++)
        {
            var picture = pictures[i];
            int left = i % columns * cellWidth, top = i / columns * cellHeight;
            for (int y = 0; y < picture.Height; y++)
                for (int x = 0; x < picture.Width; x++)
                    for (int c = 0; c < channels; c++)
                        pixels[((top + y) * width + left + x) * channels + c] = picture.Pixels[(y * picture.Width + x) * picture.Channels + c % picture.Channels];
        }
        return new Picture(width, height, channels, pixels);
    }

    private static Picture[] Cut(Tensor bytes)
    {
        var (count, channels, height, width) = (bytes.shape[0], (int)bytes.shape[1], (int)bytes.shape[2], (int)bytes.shape[3]);
        var all = bytes.permute(0, 2, 3, 1).contiguous().data<byte>().ToArray();
        int size = channels * height * width;
        return [.. Enumerable.Range(0, (int)count).Select(i => new Picture(width, height, channels, all[(i * size)..((i + 1) * size)]))];
    }
}
