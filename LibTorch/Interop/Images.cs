using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>Pictures to tensors: JPEG, PNG, BMP, GIF, PSD, TGA, PNM.</summary>
public static unsafe class Images
{
    /// <summary>Read from the header alone.</summary>
    public static (int Width, int Height, int Channels) Size(ReadOnlySpan<byte> file)
    {
        fixed (byte* bytes = file)
        {
            Native.Check(Native.mz_image_size(bytes, file.Length, out var width, out var height, out var channels), "image");
            return (width, height, channels);
        }
    }

    /// <summary>Bytes, [height, width, channels]; `channels` 0 keeps the picture's own number, 1 is grey, 3 colour.</summary>
    public static torch.Tensor Decode(ReadOnlySpan<byte> file, int channels = 0)
    {
        fixed (byte* bytes = file)
        {
            Native.Check(Native.mz_image_decode(bytes, file.Length, channels, out var pixels), "image");
            return new torch.Tensor(in pixels);
        }
    }
}
