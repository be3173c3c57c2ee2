using Xunit;

namespace ModelZoo.Tests.Models;

/// <summary>Issue 22, A 7: "published" stands only beside what was measured alike.</summary>
public sealed class PublishedForTests
{
    [Theory]
    [InlineData("softmax", "fashion-mnist", "accuracy", "test accuracy 0.831")]
    [InlineData("softmax", "mnist", "accuracy", "")]
    [InlineData("softmax", "fashion-mnist", "loss", "")]
    [InlineData("seq2seq", "dates", "accuracy", "")]
    [InlineData("seq2seq", "fra-eng", "accuracy", "")]
    [InlineData("seq2seq", "fra-eng", "bleu", "BLEU 1, 1, 0.54, 0.55")]
    [InlineData("lstm", "dasher-english", "perplexity", "")]
    [InlineData("lstm", "time-machine", "perplexity", "The Time Machine, perplexity 1.05")]
    [InlineData("maxout", "fashion-mnist", "accuracy", "")]
    [InlineData("maxout", "mnist", "accuracy", "MNIST, test error 0.94 %")]
    [InlineData("linear-regression", "linear-regression", "loss", "mean squared error 0.000102")]
    [InlineData("torchvision/resnet18", "fashion-mnist", "accuracy", "")]
    public void Published_result_is_shown_only_for_its_data_and_metric(
        string model, string dataset, string metric, string expected) =>
        Assert.Equal(expected, Zoo.Find(model).PublishedFor(dataset, metric));

    [Fact]
    public void Result_that_is_wrong_on_purpose_says_so_in_the_table_of_the_docs()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "models.md"));
        foreach (var name in new[] { "rnn-bidirectional", "lstm-bidirectional", "gru-bidirectional" })
        {
            Assert.StartsWith("wrong on purpose", Zoo.Find(name).Caution);
            Assert.Contains(lines, line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal)
                && line.Contains("wrong on purpose", StringComparison.Ordinal));
        }
    }
}
