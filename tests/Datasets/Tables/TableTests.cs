using ModelZoo.Datasets.Tables;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Tables;

public class TableTests
{
    [Fact]
    public void Numbers_are_standardized_and_categories_become_features_fitted_on_the_training_rows()
    {
        using var folder = new Scratch();
        var rows = Enumerable.Range(0, 40).Select(i =>
        {
            var note = i == 7 ? "" : "\"big, or \"\"small\"\"\"";
            var twice = i == 5 ? "NA" : $"{i * 2}";
            return $"{i},{note},{(i % 3 == 0 ? "red" : "blue")},{twice},{i * 0.5}";
        });
        File.WriteAllText(folder["t.csv"], "id,note,color,twice,half\r\n" + string.Join("\r\n", rows));
        using var set = DatasetCatalog.Open(folder["t.csv"], new DatasetOptions { Seed = 3 });
        Assert.Equal((32L, 8L, Targets.Numbers), (set.Train.Count, set.Test.Count, set.Kind));
        Assert.Equal([5], set.InputShape);   // id, note's one category, blue, red, twice
        Assert.Equal([32, 1], set.Train.Targets.shape);
        var id = set.Train.Inputs.select(1, 0);
        Assert.Equal(0, id.mean().ToDouble(), 5);
        Assert.Equal(1, id.std(unbiased: false).ToDouble(), 5);
        // Test rows are standardized by the training rows, so their own mean is not 0.
        Assert.NotEqual(0, set.Test.Inputs.select(1, 0).mean().ToDouble(), 2);
        var all = cat([set.Train.Inputs, set.Test.Inputs]);
        Assert.Equal((14.0, 26.0), (all.select(1, 3).sum().ToDouble(), all.select(1, 2).sum().ToDouble()));
        Assert.Equal(1, all.select(1, 1).eq(0).sum().ToInt64());
        Assert.True(all.isfinite().all().ToBoolean());
    }

    [Fact]
    public void Any_column_can_be_the_target_and_names_are_classified()
    {
        using var folder = new Scratch();
        var rows = Enumerable.Range(0, 20).Select(i => $"{(i % 2 == 0 ? "cat" : "dog")};{i}");
        File.WriteAllText(folder["t.csv"], "kind;size\n" + string.Join("\n", rows));
        using var set = DatasetCatalog.Open(folder["t.csv"], new DatasetOptions { Target = "kind" });
        Assert.Equal((Targets.Classes, 2, int64), (set.Kind, set.Classes.Count, set.Train.Targets.dtype));
        var unknown = new DatasetOptions { Target = "weight" };
        var error = Assert.Throws<DatasetException>(() => Table.Open(folder["t.csv"], unknown));
        Assert.Contains("it has kind, size", error.Message);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3")]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2: a quote is opened and never closed")]
    [InlineData("a,b\n1,\"2\"x\n", "line 2: 'x' follows a closing quote")]
    [InlineData("a,b\n", "no rows")]
    [InlineData("a,b\n1,\n2,3\n", "row 1 below the header")]
    [InlineData("a\n1\n2\n", "one column only")]
    public void Damaged_table_is_rejected_with_its_line(string text, string expected)
    {
        using var folder = new Scratch();
        File.WriteAllText(folder["t.csv"], text);
        var error = Assert.Throws<DatasetException>(() => Table.Open(folder["t.csv"]));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Airfoil_has_the_least_squares_loss_of_the_book()
    {
        bool isPresent = Own.Root is not null && DatasetCatalog.Find("airfoil")!.IsPresent(Own.Root);
        Assert.SkipUnless(isPresent, "airfoil self-noise is not on this machine");
        using var set = DatasetCatalog.Open("airfoil", new DatasetOptions { DataRoot = Own.Root, Download = false });
        Assert.Equal([1500, 5], set.Train.Inputs.shape);
        Assert.Equal([1500, 1], set.Train.Targets.shape);
        // Half a squared error of about 0.242 is the least that is possible, and where the published runs end.
        using var scope = NewDisposeScope();
        var x = cat([set.Train.Inputs, ones(1500, 1)], 1).to(float64);
        var y = set.Train.Targets.to(float64);
        var weights = linalg.solve(x.t().matmul(x), x.t().matmul(y));
        Assert.Equal(0.242, (x.matmul(weights) - y).square().mean().ToDouble() / 2, 3);
    }
}
