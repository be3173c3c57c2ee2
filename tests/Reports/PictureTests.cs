using ModelZoo.Datasets.Images;
using ModelZoo.Reports.Drawing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Reports;

public class PictureTests
{
    [Theory]
    [InlineData(1, 7, 5)]
    [InlineData(3, 30, 41)]
    public void Png_is_decoded_to_the_same_pixels(int channels, int width, int height)
    {
        using var scope = NewDisposeScope();
        using var folder = new Scratch();
        var images = (arange(2 * channels * height * width) % 251).view(2, channels, height, width).to(ScalarType.Byte);
        var pictures = Picture.Of(images);
        for (int i = 0; i < 2; i++)
        {
            File.WriteAllBytes(folder["picture.png"], pictures[i].Png());
            Assert.True(Pictures.Read(folder["picture.png"], channels).eq(images[i]).all().ToBoolean());
        }
    }

    [Fact]
    public void Numbers_from_nought_to_one_become_bytes_and_others_are_stretched()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 64, 128, 255], Picture.Of(tensor(new float[] { 0, 0.25f, 0.5f, 1 }).view(1, 1, 2, 2))[0].Pixels.Select(value => (int)value));
        Assert.Equal([0, 85, 170, 255], Picture.Of(tensor(new float[] { -3, -1, 1, 3 }).view(1, 1, 2, 2))[0].Pixels.Select(value => (int)value));
    }

    [Fact]
    public void Weights_are_white_at_nought_and_of_two_colours_at_the_ends()
    {
        using var scope = NewDisposeScope();
        var pixels = Picture.OfWeights(tensor(new float[] { -2, 0, 2, 0 }).view(1, 2, 2))[0].Pixels.Chunk(3).ToArray();
        Assert.Equal([0x00, 0x72, 0xB2], pixels[0]);
        Assert.Equal([0xFF, 0xFF, 0xFF], pixels[1]);
        Assert.Equal([0xD5, 0x5E, 0x00], pixels[2]);
    }
}
