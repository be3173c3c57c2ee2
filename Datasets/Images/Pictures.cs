using SkiaSharp;

namespace ModelZoo.Datasets.Images;

/// <summary>Reads picture files, decoded by SkiaSharp, as bytes [channels, height, width].</summary>
public static class Pictures
{
    // A larger picture is an attack, or should be cut into pieces first.
    private const long MaxPixels = 100_000_000;

    private const long MaxBytes = 1L << 30;

    // No format makes more pixels of a byte than DEFLATE makes bytes.
    private const long MaxExpansion = DataFile.MaxExpansion;

    private const int DecodedChannels = 4;

    internal static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>Whether the name is that of a picture.</summary>
    public static bool IsPicture(string path) =>
        Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Height, width and channels: 1 for a gray picture, else 3. Alpha is dropped.</summary>
    internal static (int Height, int Width, int Channels) Measure(string path)
    {
        var bytes = Load(path);
        using var codec = Open(path, bytes);
        bool isGray = codec.Info.ColorType == SKColorType.Gray8 || IsGrayPng(bytes);
        return (codec.Info.Height, codec.Info.Width, isGray ? 1 : 3);
    }

    /// <summary>Bytes, [channels, height, width]: 1 channel is gray, 3 are red, green and blue.</summary>
    public static Tensor Read(string path, int channels)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels,
                "A picture is read as 1 channel (gray) or 3 (red, green, blue).");
        var bytes = Load(path);
        using var codec = Open(path, bytes);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var pixels = Decode(codec, info, path);
        var planes = new byte[channels * info.Width * info.Height];
        if (channels == 1)
            ToGray(pixels, planes);
        else
            ToPlanes(pixels, planes);
        return tensor(planes, [channels, info.Height, info.Width], ScalarType.Byte);
    }

    private static unsafe byte[] Decode(SKCodec codec, SKImageInfo info, string path)
    {
        var pixels = new byte[info.Width * info.Height * DecodedChannels];
        fixed (byte* start = pixels)
            return codec.GetPixels(info, (nint)start) switch
            {
                SKCodecResult.Success => pixels,
                SKCodecResult.IncompleteInput => throw Unreadable(path, "the file ends too soon"),
                var result => throw Unreadable(path, $"the decoder says {result}"),
            };
    }

    // ITU-R 601 in 16-bit fixed point, rounded as in Pillow and torchvision.
    private static void ToGray(byte[] pixels, byte[] gray)
    {
        for (int i = 0; i < gray.Length; i++)
        {
            var color = pixels.AsSpan(i * DecodedChannels, 3);
            gray[i] = (byte)((color[0] * 19595 + color[1] * 38470 + color[2] * 7471 + 0x8000) >> 16);
        }
    }

    private static void ToPlanes(byte[] pixels, byte[] planes)
    {
        int size = planes.Length / 3;
        for (int i = 0; i < size; i++)
            for (int channel = 0; channel < 3; channel++)
                planes[channel * size + i] = pixels[i * DecodedChannels + channel];
    }

    private static SKCodec Open(string path, byte[] bytes)
    {
        using var data = SKData.CreateCopy(bytes);
        var codec = SKCodec.Create(data) ?? throw Unreadable(path, "it is damaged, or in an unknown format");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height <= Math.Min(MaxPixels, bytes.Length * MaxExpansion))
            return codec;
        codec.Dispose();
        throw new DatasetException($"{path} claims to be {width} x {height} pixels, more than its {bytes.Length:N0} " +
            $"bytes can hold or more than the limit of {MaxPixels:N0}: make it smaller, or remove it.");
    }

    // SkiaSharp decodes gray with alpha to colors; the header says what it was (W3C PNG specification, 11.2.2).
    private static bool IsGrayPng(byte[] bytes) =>
        bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] && bytes.Length > 25 && bytes[25] is 0 or 4;

    private static DatasetException Unreadable(string path, string reason) =>
        new($"{path} is not a picture that can be read ({reason}): repair it, or remove it.");

    private static byte[] Load(string path)
    {
        try
        {
            // A device has no size, and reading it may never end.
            return new FileInfo(path).Length is > 0 and < MaxBytes ? File.ReadAllBytes(path)
                : throw Unreadable(path, "it is empty, no plain file, or larger than a gigabyte");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
