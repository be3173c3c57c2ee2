using ModelZoo.Datasets.Images;
using ModelZoo.Reports.Drawing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Reports.Drawing;

public class PictureTests
{
    [Theory]
    [InlineData(1, 7, 5)]
    [InlineData(3, 30, 41)]
    public void Png_keeps_every_pixel(int channels, int width, int height)
    {
        using var scope = NewDisposeScope();
        using var folder = new Scratch();
        var numbers = arange(2 * channels * height * width) % 251;
        var images = numbers.view(2, channels, height, width).to(ScalarType.Byte);
        foreach (var (i, picture) in Picture.Of(images).Index())
        {
            var png = picture.Png();
            File.WriteAllBytes(folder["picture.png"], png);
            Assert.True(Pictures.Read(folder["picture.png"], channels).eq(images[i]).all().ToBoolean());
            Assert.Equal(picture.Pixels, Picture.OfPng(png).Pixels);
        }
    }

    [Fact]
    public void Numbers_from_0_to_1_become_bytes_and_other_ranges_are_stretched()
    {
        using var scope = NewDisposeScope();
        static byte[] Bytes(params float[] numbers) => Picture.Of(tensor(numbers).view(1, 1, 2, 2))[0].Pixels;
        Assert.Equal([0, 64, 128, 255], Bytes(0, 0.25f, 0.5f, 1));
        Assert.Equal([0, 85, 170, 255], Bytes(-3, -1, 1, 3));
    }

    [Fact]
    public void Weights_are_white_at_zero_and_have_two_colors_at_the_ends()
    {
        using var scope = NewDisposeScope();
        var pixels = Picture.OfWeights(tensor(new float[] { -2, 0, 2, 0 }).view(1, 2, 2))[0].Pixels.Chunk(3).ToArray();
        Assert.Equal([0x00, 0x72, 0xB2], pixels[0]);
        Assert.Equal([0xFF, 0xFF, 0xFF], pixels[1]);
        Assert.Equal([0xD5, 0x5E, 0x00], pixels[2]);
    }
}
