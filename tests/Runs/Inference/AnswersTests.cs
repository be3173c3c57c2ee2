using ModelZoo.Runs;
using ModelZoo.Runs.Inference;
using ModelZoo.Runs.Recipes;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using SkiaSharp;
using Xunit;

namespace ModelZoo.Tests.Runs.Inference;

/// <summary>Issue 22, A 3 to 6: every trained model can be used, without the data that it was trained on.</summary>
public sealed class AnswersTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string Train(string model, string dataset, int epochs = 2, params (string Name, string Value)[] given)
    {
        var settings = ModelSettings.For(Zoo.Find(model)).Set(r => r.Dataset, dataset, "test")
            .Set(r => r.Epochs, epochs, "test").Set(r => r.Device, "cpu", "test");
        foreach (var (name, value) in given)
            settings.Set(name, value, "test");
        using var run = RunBuilder.Build(settings);
        run.Train(_scratch["runs"], TestContext.Current.CancellationToken);
        return run.Folder.FullPath;
    }

    private void Picture(string path, byte gray)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_scratch[path])!);
        using var bitmap = new SKBitmap(8, 8);
        bitmap.Erase(new SKColor(gray, gray, gray));
        using var file = File.Create(_scratch[path]);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    // Dark pictures of two classes, black and gray.
    private string Shades()
    {
        foreach (var (name, gray) in new[] { ("black", 0), ("gray", 100) })
            for (int i = 0; i < 10; i++)
                Picture($"shades/{name}/{i}.png", (byte)(gray + i));
        return Train("softmax", _scratch["shades"], 60, ("image-size", "8"), ("batch-size", "8"), ("lr", "0.5"));
    }

    [Fact]
    public void Folder_of_pictures_is_answered_with_class_names_though_the_data_are_gone()
    {
        var run = Shades();
        Directory.Move(_scratch["shades"], _scratch["moved"]);
        using var network = TrainedNetwork.Of(run);
        Assert.Matches(@"^the best checkpoint \(epoch \d+\)$", network.Origin);
        var files = Answers.Expand([_scratch["moved/black"], _scratch["moved/gray/3.png"]]);
        Assert.Equal(11, files.Length);
        var answers = new Answers(network).ToFiles(files, Assert.Fail).ToArray();
        Assert.Equal(files, answers.Select(answer => answer.Input));
        Assert.Equal([.. Enumerable.Repeat("black", 10), "gray"], answers.Select(answer => answer.Text));
    }

    [Fact]
    public void Picture_unlike_the_training_data_is_warned_about_and_can_be_inverted()
    {
        using var network = TrainedNetwork.Of(Shades());
        Picture("white.png", 250);
        var warnings = new List<string>();
        _ = new Answers(network).ToFiles([_scratch["white.png"]], warnings.Add).ToArray();
        Assert.Contains("the network has not seen such pictures. Try --invert", Assert.Single(warnings));
        var inverted = new Answers(network, invert: true).ToFiles([_scratch["white.png"]], Assert.Fail).Single();
        Assert.Equal("black", inverted.Text);
    }

    [Fact]
    public void Checkpoint_is_chosen_by_name()
    {
        var run = SmallRuns.Train(_scratch, ("epochs", "2")).Folder;
        using var last = TrainedNetwork.Of(run, which: "last");
        Assert.Equal("the last checkpoint (epoch 2)", last.Origin);
    }

    [Theory]
    [InlineData("linear-regression", "price", TaskKind.Regression)]
    [InlineData("mlp", "price", TaskKind.Regression)]
    [InlineData("mlp", "kind", TaskKind.Classification)]
    [InlineData("softmax", "kind", TaskKind.Classification)]
    public void Table_is_trained_on_and_answered_by_its_own_columns(string model, string target, TaskKind task)
    {
        var rows = Enumerable.Range(0, 60).Select(i => target == "price"
            ? $"{i},{(i % 2 == 0 ? "stone" : "wood")},{0.02 * i + (i % 2)}"
            : $"{i},{(i % 2 == 0 ? "stone" : "wood")},{(i % 2 == 0 ? "old" : "new")}");
        File.WriteAllLines(_scratch["houses.csv"], [$"area,walls,{target}", .. rows]);
        var run = Train(model, _scratch["houses.csv"], 30, ("batch-size", "8"), ("lr", "0.05"));
        File.Delete(_scratch["houses.csv"]);
        // Other order, an unknown column, a category that was never seen.
        File.WriteAllLines(_scratch["new.csv"], ["walls,owner,area", "stone,Ann,10", "wood,Bob,11", "straw,Eve,12"]);
        using var network = TrainedNetwork.Of(run);
        Assert.Equal(task, network.Task);
        var answers = new Answers(network).ToFiles([_scratch["new.csv"]], Assert.Fail).ToArray();
        Assert.Equal(3, answers.Length);
        if (task == TaskKind.Classification)
            Assert.Equal(["old", "new"], answers.Take(2).Select(answer => answer.Text));
        else
            Assert.InRange(double.Parse(answers[1].Text) - double.Parse(answers[0].Text), 0.5, 1.5);
        File.WriteAllText(_scratch["wrong.csv"], "walls\nstone\n");
        var error = Assert.ThrowsAny<Exception>(
            () => new Answers(network).ToFiles([_scratch["wrong.csv"]], Assert.Fail).ToArray());
        Assert.Contains("has no column 'area', which the network was trained with", error.Message);
    }

    [Fact]
    public void Sentence_is_translated_and_other_networks_take_none()
    {
        using var network = TrainedNetwork.Of(Train("seq2seq", "dates", 1, ("limit-train", "200")));
        Assert.NotNull(new Answers(network).ToSentence("3 may 1999").Text);
        using var other = TrainedNetwork.Of(SmallRuns.Train(_scratch).Folder);
        Assert.Throws<RecipeException>(() => new Answers(other).ToSentence("hello"));
    }

    [Fact]
    public void Text_starts_from_its_own_script_and_is_greedy_at_temperature_0()
    {
        var text = string.Concat(Enumerable.Repeat("人之初性本善习相远", 200));
        File.WriteAllText(_scratch["own.txt"], text);
        using var network = TrainedNetwork.Of(Train("rnn", _scratch["own.txt"], 4, ("batch-size", "4")));
        File.Delete(_scratch["own.txt"]);
        string Write(Sampling sampling, long seed) => TextGenerator.Continue(network, null, 30, sampling, seed);
        var greedy = Write(new(Temperature: 0), 1);
        Assert.StartsWith("人之初性本善", greedy);
        Assert.Equal(greedy, Write(new(Temperature: 0), 2));
        Assert.Equal(greedy, Write(new(Temperature: 5, TopK: 1), 3));
        Assert.Equal(greedy, Write(new(Temperature: 1, TopP: 1e-6), 4));
        Assert.NotEqual(greedy, Write(new(Temperature: 50), 5));
        Assert.Throws<RecipeException>(() => Write(new(TopP: 0), 1));
    }
}
