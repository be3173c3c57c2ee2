using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Drawing;

/// <summary>A picture in memory: rows from the top, one byte a pixel (gray) or three (red, green, blue).</summary>
internal sealed record Picture(int Width, int Height, int Channels, byte[] Pixels)
{
    internal byte[] Png()
    {
        // SkiaSharp has no format of three bytes a pixel.
        var type = Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgb888x;
        byte[] pixels = Channels == 1 ? Pixels : [.. Pixels.Chunk(3).SelectMany(pixel => pixel.Append(byte.MaxValue))];
        using var image = SKImage.FromPixelCopy(new SKImageInfo(Width, Height, type, SKAlphaType.Opaque), pixels);
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    /// <summary>Reads a picture that <see cref="Png"/> wrote.</summary>
    internal static Picture OfPng(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        if (bitmap.ColorType == SKColorType.Gray8)
            return new Picture(bitmap.Width, bitmap.Height, 1, bitmap.Bytes);
        byte[] pixels = [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
        return new Picture(bitmap.Width, bitmap.Height, 3, pixels);
    }

    /// <summary>Whether a tensor of this shape, without the batch, can be shown.</summary>
    internal static bool Fits(long[] shape) => shape is [1 or 3, > 1, > 1];

    /// <summary>Images (N, 1 or 3, H, W): bytes, or numbers that are stretched if they lie outside 0 to 1.</summary>
    internal static Picture[] Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var values = images.detach().cpu();
        if (values.dtype == ScalarType.Byte)
            return Split(values);
        values = values.to(ScalarType.Float32);
        if (values.numel() > 0 && (values.min().ToSingle() < -0.01 || values.max().ToSingle() > 1.01))
        {
            var (low, high) = (values.amin([1, 2, 3], keepdim: true), values.amax([1, 2, 3], keepdim: true));
            values = (values - low) / (high - low + 1e-12);
        }
        return Split((values * 255).round().clamp(0, 255).to(ScalarType.Byte));
    }

    /// <summary>Weights (N, H, W) in blue below zero, orange above. Each picture has its own scale.</summary>
    internal static Picture[] OfWeights(Tensor weights)
    {
        using var scope = NewDisposeScope();
        var values = weights.detach().cpu().to(ScalarType.Float32);
        var share = values / (values.abs().amax([1, 2], keepdim: true) + 1e-12);
        var (positive, negative) = (share.clamp(0, 1), (-share).clamp(0, 1));
        // Orange #D55E00 and blue #0072B2: people with any color vision tell them apart.
        Tensor Channel(int orange, int blue) => 255 - positive * (255 - orange) - negative * (255 - blue);
        var channels = stack([Channel(0xD5, 0x00), Channel(0x5E, 0x72), Channel(0x00, 0xB2)], 1);
        return Split(channels.round().to(ScalarType.Byte));
    }

    /// <summary>Pictures with the same number of channels in rows, with a white line between.</summary>
    internal static Picture Mosaic(IReadOnlyList<Picture> pictures, int columns)
    {
        int channels = pictures[0].Channels, rows = (pictures.Count + columns - 1) / columns;
        int cellWidth = pictures.Max(picture => picture.Width) + 1;
        int cellHeight = pictures.Max(picture => picture.Height) + 1;
        int width = columns * cellWidth - 1, height = rows * cellHeight - 1;
        byte[] pixels = [.. Enumerable.Repeat(byte.MaxValue, width * height * channels)];
        foreach (var (i, picture) in pictures.Index())
            for (int y = 0; y < picture.Height; y++)
            {
                int length = picture.Width * channels;
                int start = (i / columns * cellHeight + y) * width + i % columns * cellWidth;
                Array.Copy(picture.Pixels, y * length, pixels, start * channels, length);
            }
        return new Picture(width, height, channels, pixels);
    }

    private static Picture[] Split(Tensor bytes)
    {
        var (channels, height, width) = ((int)bytes.shape[1], (int)bytes.shape[2], (int)bytes.shape[3]);
        var pixels = bytes.permute(0, 2, 3, 1).contiguous().data<byte>().ToArray();
        var images = pixels.Chunk(channels * height * width);
        return [.. images.Select(image => new Picture(width, height, channels, image))];
    }
}
