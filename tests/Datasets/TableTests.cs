using ModelZoo.Datasets;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Tables;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

public class TableTests
{
    [Fact]
    public void A_table_becomes_standardised_numbers_and_one_feature_a_category_fitted_on_the_training_rows_alone()
    {
        using var folder = new Folder();
        var rows = Enumerable.Range(0, 40).Select(i => $"{i},{(i == 7 ? "" : "\"big, or \"\"small\"\"\"")},{(i % 3 == 0 ? "red" : "blue")},{(i == 5 ? "NA" : i * 2)},{i * 0.5}");
        File.WriteAllText(folder.Path("t.csv"), "id,note,colour,twice,half\r\n" + string.Join("\r\n", rows));
        using var set = DatasetCatalog.Open(folder.Path("t.csv"), new DatasetOptions { Seed = 3 });
        Assert.Equal((32L, 8L, Targets.Numbers), (set.Train.Count, set.Test.Count, set.Kind));
        Assert.Equal([5], set.InputShape);   // id, note's one category, blue, red, twice
        Assert.Equal([32, 1], set.Train.Targets.shape);
        var id = set.Train.Inputs.select(1, 0);
        Assert.Equal(0, id.mean().ToDouble(), 5);
        Assert.Equal(1, id.std(unbiased: false).ToDouble(), 5);
        // The test rows are measured by the training rows' mean and deviation, so theirs are not 0 and 1.
        Assert.NotEqual(0, set.Test.Inputs.select(1, 0).mean().ToDouble(), 2);
        var all = cat([set.Train.Inputs, set.Test.Inputs]);
        Assert.Equal((14.0, 26.0), (all.select(1, 3).sum().ToDouble(), all.select(1, 2).sum().ToDouble()));
        Assert.Equal(1, all.select(1, 1).eq(0).sum().ToInt64());
        Assert.True(all.isfinite().all().ToBoolean());
    }

    [Fact]
    public void A_target_of_names_is_classified_and_any_column_may_be_the_target()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.Path("t.csv"), "kind;size\n" + string.Join("\n", Enumerable.Range(0, 20).Select(i => $"{(i % 2 == 0 ? "cat" : "dog")};{i}")));
        using var set = DatasetCatalog.Open(folder.Path("t.csv"), new DatasetOptions { Target = "kind" });
        Assert.Equal((Targets.Classes, 2, int64), (set.Kind, set.Classes.Count, set.Train.Targets.dtype));
        Assert.Contains("it has kind, size", Assert.Throws<DatasetException>(() => Table.Open(folder.Path("t.csv"), new DatasetOptions { Target = "weight" })).Message);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3")]
    [InlineData("a,b\n1,\"2\n3,4\n", "never closed")]
    [InlineData("a,b\n1,\"2\"x\n", "follows a closing quote")]
    [InlineData("a,b\n", "no rows")]
    [InlineData("a,b\n1,\n2,3\n", "row 1 below the header")]
    [InlineData("a\n1\n2\n", "one column only")]
    public void A_damaged_table_is_refused_with_its_line(string text, string said)
    {
        using var folder = new Folder();
        File.WriteAllText(folder.Path("t.csv"), text);
        Assert.Contains(said, Assert.Throws<DatasetException>(() => Table.Open(folder.Path("t.csv"))).Message);
    }

    [Fact]
    public void Airfoil_is_standardised_as_the_book_does()
    {
        Assert.SkipUnless(Own.Root is not null && DatasetCatalog.Find("airfoil")!.IsPresent(Own.Root), "airfoil self-noise is not on this machine");
        using var set = DatasetCatalog.Open("airfoil", new DatasetOptions { DataRoot = Own.Root, Download = false });
        Assert.Equal([1500, 5], set.Train.Inputs.shape);
        Assert.Equal([1500, 1], set.Train.Targets.shape);
        // The floor of the least-squares problem, half a squared error, is about 0.242 (the published runs end from 0.242 on).
        using var scope = NewDisposeScope();
        var x = cat([set.Train.Inputs, ones(1500, 1)], 1).to(float64);
        var y = set.Train.Targets.to(float64);
        var weights = linalg.solve(x.t().matmul(x), x.t().matmul(y));
        Assert.Equal(0.242, (x.matmul(weights) - y).square().mean().ToDouble() / 2, 3);
    }

    [Fact]
    public void Ratio_and_folds_divide_without_loss_or_overlap()
    {
        using var split = new Split(arange(23).reshape(23, 1), arange(23));
        var (kept, held) = Splits.Ratio(split, 0.25, seed: 1);
        Assert.Equal(6, held.Count);
        Assert.Equal(Enumerable.Range(0, 23).Select(i => (long)i), cat([kept.Targets, held.Targets]).data<long>().ToArray().Order());
        var folds = Splits.Folds(split, 5, seed: 1).ToList();
        Assert.Equal(Enumerable.Range(0, 23).Select(i => (long)i), folds.SelectMany(fold => fold.Validation.Targets.data<long>().ToArray()).Order());
        Assert.All(folds, fold => Assert.Empty(fold.Train.Targets.data<long>().Intersect(fold.Validation.Targets.data<long>())));
        Assert.All(folds, fold => Assert.InRange(fold.Validation.Count, 4, 5));
    }
}
