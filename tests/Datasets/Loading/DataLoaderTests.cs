using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Transforms;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Loading;

public class DataLoaderTests
{
    private static Split Numbered(long count) => new(arange(count).reshape(count, 1), arange(count));

    private static List<long[]> Drain(DataLoader loader) =>
        [.. loader.Select(batch => batch.Targets.data<long>().ToArray())];

    private static long[] Flat(DataLoader loader) => [.. Drain(loader).SelectMany(batch => batch)];

    [Fact]
    public void Every_example_comes_once_an_epoch_in_an_order_set_by_the_seed()
    {
        using var split = Numbered(103);
        using var one = new DataLoader(split, 10, shuffle: true, seed: 7);
        using var same = new DataLoader(split, 10, shuffle: true, seed: 7);
        using var other = new DataLoader(split, 10, shuffle: true, seed: 8);
        var first = Flat(one);
        Assert.Equal(Enumerable.Range(0, 103).Select(i => (long)i), first.Order());
        Assert.Equal(first, Flat(same));
        Assert.NotEqual(first, Flat(other));
        Assert.NotEqual(first, Flat(one));
        Assert.Equal(11, one.Count);
        Assert.Equal(new LoaderState(7, 2, 0), one.State);
    }

    [Fact]
    public void Last_batch_is_short_or_dropped()
    {
        using var split = Numbered(25);
        using var kept = new DataLoader(split, 10);
        using var dropped = new DataLoader(split, 10, dropLast: true);
        Assert.Equal([10, 10, 5], Drain(kept).Select(batch => batch.Length));
        Assert.Equal([10, 10], Drain(dropped).Select(batch => batch.Length));
        Assert.Equal(20, dropped.Examples);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Resumed_epoch_has_the_same_batches_and_random_transforms(int prefetch)
    {
        using var split = new Split(arange(40).reshape(40, 1).to(ScalarType.Float32), arange(40));
        using var whole = Loader();
        using var cut = Loader();
        var all = Run(whole, 6).Concat(Run(whole, 6)).ToList();
        var before = Run(cut, 6).Concat(Run(cut, 2)).ToList();
        var state = cut.State;
        Assert.Equal(new LoaderState(3, 1, 2), state);
        using var resumed = Loader();
        resumed.State = state;
        Assert.Equal(all, before.Concat(Run(resumed, 6)));

        DataLoader Loader() => new(split, 8, shuffle: true, seed: 3, transform: AddNoise, prefetch: prefetch);
        static Batch AddNoise(Batch batch, Generator random) =>
            new(batch.Inputs + randn(batch.Inputs.shape, generator: random), batch.Targets);
        static List<float> Run(DataLoader loader, int batches) =>
            [.. loader.Take(batches).SelectMany(batch => batch.Inputs.data<float>().ToArray())];
    }

    [Fact]
    public void Loader_stopped_after_the_last_batch_resumes_at_the_end_of_the_epoch()
    {
        using var split = Numbered(16);
        using var loader = new DataLoader(split, 8);
        Assert.Equal(2, loader.Take(2).Count());
        Assert.Equal(new LoaderState(0, 0, 2), loader.State);
        Assert.Empty(loader);
        Assert.Equal(new LoaderState(0, 1, 0), loader.State);
    }

    [Fact]
    public void Loading_does_not_draw_from_the_global_random_generator()
    {
        using var split = Numbered(64);
        using var loader = new DataLoader(split, 8, shuffle: true,
            transform: (batch, random) => new Batch(rand(8, 1, generator: random), batch.Targets));
        manual_seed(5);
        var undisturbed = rand(4).data<float>().ToArray();
        manual_seed(5);
        Drain(loader);
        Assert.Equal(undisturbed, rand(4).data<float>().ToArray());
    }

    [Fact]
    public void Ranks_get_equal_shares_when_shuffled_and_exact_shares_otherwise()
    {
        using var split = Numbered(10);
        var loaders = Enumerable.Range(0, 4)
            .Select(rank => new DataLoader(split, 2, shuffle: true, seed: 1, rank: rank, worldSize: 4)).ToList();
        var shares = loaders.Select(Flat).ToList();
        Assert.All(shares, share => Assert.Equal(3, share.Length));
        var all = Enumerable.Range(0, 10).Select(i => (long)i);
        Assert.Equal(all, shares.SelectMany(share => share).Distinct().Order());
        var measured = Enumerable.Range(0, 4)
            .SelectMany(rank => Flat(new DataLoader(split, 2, rank: rank, worldSize: 4)));
        Assert.Equal(all, measured.Order());
        loaders.ForEach(loader => loader.Dispose());
    }

    [Fact]
    public void Bytes_become_floats_from_0_to_1()
    {
        using var split = new Split(tensor(new byte[] { 0, 51, 255, 102 }, [2, 1, 1, 2]), arange(2));
        using var loader = new DataLoader(split, 2);
        foreach (var batch in loader)
        {
            Assert.Equal(ScalarType.Float32, batch.Inputs.dtype);
            Assert.True(batch.Inputs.flatten().allclose(tensor(new[] { 0f, 0.2f, 1f, 0.4f })));
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(300, 784)]
    [InlineData(64, 3072)]
    public void Gathered_rows_equal_those_of_the_operators(int rows, int size)
    {
        using var scope = NewDisposeScope();
        var bytes = randint(0, 256, [500, size], ScalarType.Byte);
        var indices = randint(0, 500, [rows]);
        var order = indices.data<long>().ToArray();
        Assert.True(RowGather.ToFloats(bytes, order).Equals(bytes.index_select(0, indices).to(float32) * (1f / 255)));
        foreach (var table in new[] { bytes, bytes.to(float32), bytes.select(1, 0).to(int64) })
            Assert.True(RowGather.Copy(table, order).Equals(table.index_select(0, indices)));
        Assert.Throws<DatasetException>(() => RowGather.ToFloats(bytes, [500]));
        Assert.Throws<DatasetException>(() => RowGather.Copy(bytes, [-1]));
    }

    [Fact]
    public void Balanced_sampler_draws_all_classes_equally_often()
    {
        using var classes = cat([zeros(900, int64), ones(90, int64), full(10, 2, int64)]);
        using var split = new Split(arange(1000).reshape(1000, 1), classes);
        using var loader = new DataLoader(split, 3000, sampler: Sampler.Balanced(classes, 3000));
        var drawn = Flat(loader).GroupBy(c => c).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(drawn.Values, count => Assert.InRange(count, 900, 1100));
        Assert.Equal(3, drawn.Count);
    }

    [Fact]
    public void Subset_sampler_shuffles_its_examples_each_epoch()
    {
        long[] kept = [3, 7, 11, 40, 41, 63];
        using var split = Numbered(64);
        using var indices = tensor(kept);
        using var loader = new DataLoader(split, 4, sampler: Sampler.Subset(indices), seed: 2);
        long[][] epochs = [.. Enumerable.Range(0, 4).Select(_ => Flat(loader))];
        Assert.All(epochs, epoch => Assert.Equal(kept, epoch.Order()));
        Assert.True(epochs.DistinctBy(epoch => string.Join(',', epoch)).Count() > 1);
    }

    [Fact]
    public void Batch_is_disposed_when_the_next_one_is_requested()
    {
        using var split = Numbered(64);
        using var loader = new DataLoader(split, 8, shuffle: true);
        using var scope = NewDisposeScope();
        Batch? before = null;
        foreach (var batch in loader)
        {
            Assert.False(batch.Inputs.IsInvalid);
            Assert.True(before is null || before.Inputs.IsInvalid);
            before = batch;
        }
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Theory]
    [InlineData("glyphs", "crop,flip,rotate,erase,mixup")]
    [InlineData("dates", "")]
    [InlineData("adding", "")]
    public void Opening_and_loading_a_data_set_leaks_no_tensor(string name, string augmentation)
    {
        long before = Handles.Living();
        using (var set = DatasetCatalog.Open(name, new DatasetOptions { Examples = 100, LimitTrain = 90 }))
        {
            var transform = Augment.Parse(augmentation, set.Classes.Count);
            using var loader = new DataLoader(set.Train, 8, shuffle: true, transform: transform);
            Assert.Equal(12, loader.Count(batch => batch.Count > 0));
        }
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void Failure_of_a_prefetched_batch_is_thrown_when_it_is_requested()
    {
        using var split = Numbered(64);
        using var loader = new DataLoader(split, 8, prefetch: 2, transform: FailFrom32On);
        Assert.Equal("it failed", Assert.Throws<DatasetException>(() => Drain(loader)).Message);

        static Batch FailFrom32On(Batch batch, Generator random) =>
            batch.Targets[0].ToInt64() >= 32 ? throw new DatasetException("it failed") : batch;
    }

    [Fact]
    public void Impossible_arguments_are_rejected()
    {
        using var split = Numbered(4);
        Assert.Contains("batch size", Rejection(() => new DataLoader(split, 0)));
        Assert.Contains("no rank 4", Rejection(() => new DataLoader(split, 1, rank: 4, worldSize: 4)));
        Assert.Contains("one row for each example", Rejection(() => new Split(zeros(3, 2), zeros(4))));

        static string Rejection(Func<object> make) => Assert.Throws<DatasetException>(make).Message;
    }
}
