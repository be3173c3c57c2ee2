using ModelZoo.Datasets;
using ModelZoo.FullyConnected;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Models;

public sealed class ZooTests
{
    [Fact]
    public void Zoo_has_every_promised_name()
    {
        var contract = """
            linear-regression softmax perceptron mlp maxout lenet lenet-bn lenet5 alexnet vgg11 vgg13 vgg16 vgg19 nin
            googlenet resnet18 resnet34 resnet50 resnet101 resnet152 densenet rnn lstm gru seq2seq seq2seq-attention
            autoencoder sparse-autoencoder denoising-autoencoder stacked-autoencoder conv-autoencoder vae conv-vae
            """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(contract.Except(Zoo.Names));
    }

    [Fact]
    public void Names_are_unique_and_every_row_is_complete()
    {
        Assert.Equal(Zoo.Names.Count(), Zoo.Names.Distinct().Count());
        Assert.All(Zoo.Entries, entry =>
        {
            Assert.NotEmpty(entry.Family);
            Assert.NotEmpty(entry.Paper);
            Assert.InRange(entry.Year, 1805, 2026);
            Assert.True(entry.Parameters > 0 && entry.Macs > 0, entry.Name);
            Assert.True(entry.Recipe is { Epochs: > 0, BatchSize: > 0, LearningRate: > 0 }, entry.Name);
        });
    }

    [Fact]
    public void Every_recipe_names_a_known_data_set() =>
        Assert.All(Zoo.Entries.SelectMany(entry => new[] { entry.Textbook.Dataset, entry.Recipe.Dataset }),
            name => Assert.Contains(name, DatasetCatalog.Names));

    [Fact]
    public void Model_files_have_under_120_lines_and_most_under_60()
    {
        string[] folders = ["FullyConnected", "Convolutional", "Recurrent", "Unsupervised", "Torchvision"];
        int[] lines = [.. folders.SelectMany(folder => Repository.Files($"ModelZoo/{folder}", "*.cs"))
            .Select(path => File.ReadLines(path).Count())];
        Assert.All(lines, count => Assert.InRange(count, 1, 119));
        var small = lines.Count(count => count < 60);
        Assert.True(small > lines.Length / 2, $"{small} of {lines.Length}");
    }

    [Theory]
    [InlineData("resnet", "resnet18")]
    [InlineData("vgg", "vgg11")]
    [InlineData("preresnet", "resnet18-preact")]
    [InlineData("resnet-cifar", "resnet20")]
    [InlineData("linear", "linear-regression")]
    [InlineData("LeNet", "lenet")]
    public void Family_name_finds_its_smallest_member(string name, string entry) =>
        Assert.Equal(entry, Zoo.Find(name).Name);

    [Theory]
    [InlineData("lenett", "lenet")]
    [InlineData("resnet-18", "resnet18")]
    [InlineData("resnet51", "resnet50")]
    [InlineData("torchvison/resnet50", "torchvision/resnet50")]
    [InlineData("autoencodr", "autoencoder")]
    [InlineData("seq2seq-atention", "seq2seq-attention")]
    public void Unknown_name_is_rejected_with_the_nearest_names(string wrong, string meant)
    {
        var error = Assert.Throws<ArgumentException>(() => Zoo.Create(wrong));
        Assert.Contains($"Unknown model '{wrong}'", error.Message);
        Assert.Contains(meant, error.Message);
    }

    [Theory]
    [InlineData(0, 1, 28, 0.0, "classes is 0")]
    [InlineData(10, -1, 28, 0.0, "channels is -1")]
    [InlineData(10, 1, 0, 0.0, "size is 0")]
    [InlineData(10, 1, 28, 1.0, "dropout is 1")]
    public void Impossible_argument_is_rejected_by_name(
        int classes, int channels, int size, double dropout, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => Zoo.Create("mlp", classes, channels, size, dropout));
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void Zoo_takes_a_model_of_your_own_once()
    {
        // It stays in the table. Tests that run later try it like any other.
        var row = Zoo.Find("softmax") with
        {
            Name = ZooEntries.Added,
            Build = a => new SoftmaxRegression(a.Channels * a.Size * a.Size, a.Classes),
        };
        Zoo.Add(row);
        using var network = (nn.Module<Tensor, Tensor>)Zoo.Create(ZooEntries.Added, classes: 3, size: 5);
        using var output = network.call(rand(2, 1, 5, 5));
        Assert.Equal([2, 3], output.shape);
        Assert.Throws<ArgumentException>(() => Zoo.Add(row));
        Assert.Throws<ArgumentException>(() => Zoo.Add(row with { Name = "resnet" }));
    }
}
