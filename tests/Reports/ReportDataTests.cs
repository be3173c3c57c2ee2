using ModelZoo.Reports;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Reports;

public class ReportDataTests
{
    [Theory]
    [InlineData("linear-regression", "Predictions")]
    [InlineData("logistic-regression", "Confusion matrix", "The plane")]
    [InlineData("lenet", "Confusion matrix", "Worst mistakes", "First-layer filters")]
    [InlineData("autoencoder", "Reconstructions", "From one image to another", "First-layer weights")]
    [InlineData("vae", "Reconstructions", "From one image to another", "Samples", "First-layer weights")]
    [InlineData("conv-vae", "Reconstructions", "From one image to another", "The map of the code", "Samples",
        "First-layer filters")]
    [InlineData("lstm", "Generated text")]
    [InlineData("lstm-tagger", "Labels")]
    [InlineData("seq2seq-attention", "Sequences")]
    public void Each_kind_of_task_has_exhibits_and_making_them_changes_nothing(string model, params string[] titles)
    {
        var settings = ModelSettings.For(Zoo.Find(model))
            .Set("limit-train", "100", "test").Set("limit-test", "40", "test").Set("batch-size", "2", "test");
        using var scope = NewDisposeScope();
        using var run = RunBuilder.Build(settings);
        run.Model.train();
        var random = Generator.Default.get_state();
        var data = ReportData.Of(run);
        Assert.Equal(titles, data.Exhibits.Select(exhibit => exhibit.Title));
        Assert.Equal(run.Parameters, data.Summary.Parameters);
        Assert.True(run.Model.training);
        Assert.True(Generator.Default.get_state().eq(random).all().ToBoolean());
        Assert.All(data.Exhibits, exhibit => Assert.True(Size(exhibit) > 0, exhibit.Title));
    }

    [Fact]
    public void Confusion_matrix_counts_every_test_example_once()
    {
        var settings = ModelSettings.For(Zoo.Find("logistic-regression")).Set(r => r.LimitTest, 90, "test");
        using var run = RunBuilder.Build(settings);
        var matrix = ReportData.Of(run).Exhibits.OfType<ConfusionExhibit>().Single();
        Assert.Equal(90, matrix.Counts.Cast<long>().Sum());
        double right = Enumerable.Range(0, matrix.Classes.Count).Sum(i => matrix.Counts[i, i]);
        Assert.Equal(run.Evaluate()["accuracy"], right / 90, 12);
    }

    private static int Size(Exhibit exhibit) => exhibit switch
    {
        ConfusionExhibit matrix => matrix.Counts.Length,
        PictureExhibit pictures => pictures.Rows.Sum(row => row.Pictures.Count),
        TextExhibit texts => texts.Texts.Sum(text => text.Text.Length),
        TableExhibit table => table.Rows.Count,
        ScatterExhibit scatter => scatter.Points.Count,
        _ => 0,
    };
}
