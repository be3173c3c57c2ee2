using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Pages;
using ModelZoo.Reproduce.Running;
using Xunit;

namespace ModelZoo.Tests.Reproduce;

/// <summary>The quick figures of the notes come out, and have something to show.</summary>
public sealed class NotesTests : IDisposable
{
    private readonly Scratch _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Figures =>
        ["saturation", "products", "vanishing-gradients", "signal-variance", "bias-shift", "dying-relu", "optimizer-paths", "saddle-paths", "schedules", "penalty-paths", "receptive-fields"];

    [Theory]
    [MemberData(nameof(Figures))]
    public void A_figure_of_the_notes_is_drawn_and_its_numbers_are_what_they_must_be(string name)
    {
        var row = Assert.Single(Experiments.Find([name]));
        var made = new Campaign(_folder.Path, new Conditions { Threads = 1 }).Run(row, 1, TestContext.Current.CancellationToken)!;
        var compared = Comparing.Rows(row, [made]);
        Assert.Equal(row.Targets.Count, compared.Count);
        Assert.All(compared, value => Assert.True(value.Inside, $"{value.Target.Metric} is {value.Median}"));
        Assert.True(made.Plots.Count + made.Panels.Count > 0);
        ResultsDocument.Keep(_folder["docs"], row, [made with { Seed = 0 }]);
        ResultsDocument.Write(_folder["docs"]);
        Assert.Contains($"](results/{name}.", File.ReadAllText(_folder["docs/RESULTS.md"]));
        Assert.All(Directory.GetFiles(_folder["docs/results"], "*.svg"), svg => Assert.StartsWith("<svg", File.ReadAllText(svg)));
    }
}
