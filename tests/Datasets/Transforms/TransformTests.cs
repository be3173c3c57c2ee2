using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Transforms;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Transforms;

public class TransformTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> OurTransforms = new()
    {
        ["resize_up"] = x => Geometry.Resize(x, 24, 21),
        ["resize_down"] = x => Geometry.Resize(x, 7, 5),
        ["center_crop"] = x => Geometry.CenterCrop(x, 7, 6),
        ["crop_2_3"] = x => Geometry.Crop(x, full(2, 2, int64), full(2, 3, int64), 6, 5),
        ["pad_2"] = x => Geometry.Pad(x, 2),
        ["hflip"] = x => Geometry.Flip(x, ones(2, @bool), 3),
        ["vflip"] = x => Geometry.Flip(x, ones(2, @bool), 2),
        // In torchvision, rotate turns the other way than affine.
        ["rotate_30"] = x => Geometry.Affine(x, [new(Angle: -30), new(Angle: -30)]),
        ["rotate_nearest_-50"] = x => Geometry.Affine(x, [new(Angle: 50), new(Angle: 50)], smooth: false),
        ["affine"] = x => Geometry.Affine(x, [new(20, 2, -1, 1.2, 8, -5), new(20, 2, -1, 1.2, 8, -5)]),
        ["brightness"] = x => Color.Brightness(x, full(2, 1.4)),
        ["contrast"] = x => Color.Contrast(x, full(2, 0.6)),
        ["saturation"] = x => Color.Saturation(x, full(2, 1.7)),
        ["blur"] = x => Color.Blur(x, 5, 1.3),
        ["erase"] = x => Color.Erase(x, full(2, 3, int64), full(2, 7, int64), full(2, 2, int64), full(2, 7, int64)),
    };

    public static TheoryData<string> Transforms => [.. OurTransforms.Keys];

    [Theory]
    [MemberData(nameof(Transforms))]
    public void Transform_equals_torchvision(string name)
    {
        using var scope = NewDisposeScope();
        var goldens = Goldens.Load("transforms");
        var actual = OurTransforms[name](goldens["images"]);
        Assert.Equal(goldens[name].shape, actual.shape);
        Assert.InRange((goldens[name] - actual).abs().max().ToDouble(), 0, 1e-4);
    }

    private static Split Images(int count)
    {
        var pixels = randint(0, 256, [count, 3, 16, 16], ScalarType.Byte, generator: new Generator(1));
        return new Split(pixels, arange(count).remainder(10));
    }

    public static TheoryData<string> Names =>
        [.. Augment.Names.Select(row => row.Amount == 0 ? $"{row.Name}=12" : row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Augmentation_changes_images_as_its_seed_says(string name)
    {
        using var split = Images(32);
        Tensor Run(long seed)
        {
            using var loader = new DataLoader(split, 32, seed: seed, transform: Augment.Parse(name, 10));
            return loader.Select(batch => batch.Inputs.clone()).First();
        }
        using var scope = NewDisposeScope();
        var (one, again, other) = (Run(1), Run(1), Run(2));
        using var plain = new DataLoader(split, 32);
        var before = plain.Select(batch => batch.Inputs.clone()).First();
        Assert.True(one.Equals(again));
        Assert.True(one.isfinite().all().ToBoolean());
        Assert.Equal(name is "blur" or "resize=12" or "center-crop=12", one.Equals(other));
        Assert.Equal(name.EndsWith("=12", StringComparison.Ordinal) ? 12 : 16, one.shape[2]);
        Assert.False(one.Equals(before));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inputs_that_are_not_images_are_rejected(string name)
    {
        Assert.SkipWhen(name == "mixup", "Points can be mixed as well as images.");
        using var split = new Split(zeros(4, 7), arange(4));
        using var loader = new DataLoader(split, 4, transform: Augment.Parse(name, 4));
        var error = Assert.Throws<DatasetException>(() => loader.First());
        Assert.True(error.IsUsage);
        Assert.Contains("these inputs are [4, 7]: train without --augment", error.Message);
    }

    [Fact]
    public void Images_of_a_batch_are_augmented_differently()
    {
        using var split = new Split(Images(1).Inputs.expand(16, 3, 16, 16).contiguous(), arange(16));
        using var loader = new DataLoader(split, 16, transform: Augment.Parse("crop", 10));
        using var scope = NewDisposeScope();
        var batch = loader.Select(b => b.Inputs.clone()).First();
        Assert.True(Enumerable.Range(1, 15).Count(i => !batch[i].Equals(batch[0])) >= 12);
    }

    [Fact]
    public void Mixed_targets_are_the_shares_of_the_mixed_pixels()
    {
        // All pixels of an image are its class.
        var images = arange(20).remainder(2).reshape(20, 1, 1, 1).expand(20, 1, 8, 8).to(ScalarType.Float32);
        using var split = new Split(images, arange(20).remainder(2));
        foreach (var name in new[] { "mixup=1", "cutmix=1" })
        {
            using var loader = new DataLoader(split, 20, seed: 4, transform: Augment.Parse(name, 2));
            foreach (var batch in loader)
            {
                Assert.Equal([20, 2], batch.Targets.shape);
                Assert.True(batch.Targets.sum(1).allclose(ones(20)));
                // So the mean pixel is the share of class 1.
                Assert.True(batch.Inputs.mean([1, 2, 3]).allclose(batch.Targets.select(1, 1), atol: 1e-5));
                Assert.InRange(batch.Targets.max(1).values.min().ToDouble(), 0.5, 0.999);
            }
        }
    }

    [Fact]
    public void List_of_names_is_parsed()
    {
        Assert.Null(Augment.Parse("", 10));
        Assert.NotNull(Augment.Parse("crop, flip,rotate=10", 10));
    }

    [Theory]
    [InlineData("flipp", "did you mean flip")]
    [InlineData("rotate=much", "there should be a number")]
    [InlineData("rotate=-1", "there should be a number")]
    [InlineData("flip=5", "1 is the most")]
    [InlineData("resize", "needs its number")]
    public void Mistyped_augmentation_is_rejected(string list, string expected)
    {
        var error = Assert.Throws<DatasetException>(() => Augment.Parse(list, 10));
        Assert.True(error.IsUsage);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Crop_with_a_border_as_wide_as_the_image_is_rejected()
    {
        using var images = new Split(zeros(4, 1, 28, 28), zeros(4, int64));
        using var loader = new DataLoader(images, 4, transform: Augment.Parse("crop=28", 2));
        var error = Assert.Throws<DatasetException>(() => loader.First());
        Assert.Contains("the border is as wide as the image", error.Message);
    }
}
