using ModelZoo.Reproduce;
using ModelZoo.Reproduce.Running;
using Xunit;

namespace ModelZoo.Tests.Reproduce;

/// <summary>Draws a figure of one seed and checks that its numbers lie within their bounds.</summary>
internal static class FigureRun
{
    internal static (Experiment Row, Measurement Made) Inside(string folder, string name)
    {
        var row = Assert.Single(Experiments.Find([name]));
        var campaign = new Campaign(folder, new Conditions { Threads = 1 });
        var made = campaign.Run(row, 1, TestContext.Current.CancellationToken)!;
        var compared = Comparing.Rows(row, [made]);
        Assert.Equal(row.Targets.Count, compared.Count);
        Assert.All(compared, value => Assert.True(value.Inside, $"{value.Target.Metric} is {value.Median}"));
        Assert.True(made.Plots.Count + made.Panels.Count > 0);
        return (row, made);
    }
}
