using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Sets;

public class SplitsTests
{
    [Fact]
    public void Ratio_and_folds_divide_without_loss_or_overlap()
    {
        using var split = new Split(arange(23).reshape(23, 1), arange(23));
        var all = Enumerable.Range(0, 23).Select(i => (long)i);
        var (kept, held) = Splits.Ratio(split, 0.25, seed: 1);
        Assert.Equal(6, held.Count);
        Assert.Equal(all, cat([kept.Targets, held.Targets]).data<long>().ToArray().Order());
        var folds = Splits.Folds(split, 5, seed: 1).ToList();
        Assert.Equal(all, folds.SelectMany(fold => fold.Validation.Targets.data<long>().ToArray()).Order());
        Assert.All(folds, fold =>
        {
            Assert.Empty(fold.Train.Targets.data<long>().Intersect(fold.Validation.Targets.data<long>()));
            Assert.InRange(fold.Validation.Count, 4, 5);
        });
    }
}
