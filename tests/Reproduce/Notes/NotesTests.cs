using ModelZoo.Reproduce.Pages;
using Xunit;

namespace ModelZoo.Tests.Reproduce.Notes;

/// <summary>The quick figures of the notes.</summary>
public sealed class NotesTests : IDisposable
{
    private readonly Scratch _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Figures =>
    [
        "saturation", "products", "vanishing-gradients", "signal-variance", "bias-shift", "dying-relu",
        "optimizer-paths", "saddle-paths", "schedules", "penalty-paths", "receptive-fields", "linear-autoencoder",
    ];

    [Theory]
    [MemberData(nameof(Figures))]
    public void Figure_is_drawn_and_its_numbers_lie_within_their_bounds(string name)
    {
        var (row, made) = FigureRun.Inside(_folder.Path, name);

        ResultsDocument.Keep(_folder["docs"], row, [made with { Seed = 0 }]);
        ResultsDocument.Write(_folder["docs"]);
        var page = File.ReadAllText(_folder["docs/RESULTS.md"]);
        var pictures = Directory.GetFiles(_folder["docs/results"]).Select(file => Path.GetFileName(file)!)
            .Where(file => file != "runs.jsonl").ToArray();
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Assert.Contains($"](results/{picture})", page));
        Assert.All(
            Directory.GetFiles(_folder["docs/results"], "*.svg"),
            svg => Assert.StartsWith("<svg", File.ReadAllText(svg)));
    }
}
