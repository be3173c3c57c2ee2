using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Generated;

/// <summary>Data computed from a seed, the same on every machine: the training part from the seed, the test part from another that follows from it.</summary>
internal static class Synthetic
{
    internal delegate (Tensor Inputs, Tensor Targets) Maker(long count, Generator random);

    /// <param name="train">How many training examples, where the options say nothing.</param>
    /// <param name="test">How many test examples for that number; in proportion for another.</param>
    internal static Func<DatasetEntry, DatasetOptions, Dataset> Reader(Targets kind, long train, long test, Maker make, params string[] classes) => (set, options) =>
    {
        if (options.Examples is < 1)
            throw new DatasetException($"{set.Name} of {options.Examples} examples cannot be made: give 1 or more.");
        long count = options.Examples ?? train;
        long held = options.Examples is null ? test : Math.Max(1, count * test / train);
        return new Dataset(set.Name, kind, Part(make, count, options.Seed, 0), Part(make, held, options.Seed, 1)) { Classes = classes };
    };

    internal static Split Part(Maker make, long count, long seed, long part)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)LoaderState.Mix(seed, part));
        var (inputs, targets) = make(count, random);
        return new Split(inputs, targets);
    }

    /// <summary>The number of steps is the options' where they say it.</summary>
    internal static Func<DatasetEntry, DatasetOptions, Dataset> Reader(Targets kind, long train, long test, int steps, Func<int, Maker> make, params string[] classes) => (set, options) =>
    {
        if (options.Steps is < 2)
            throw new DatasetException($"{set.Name} of {options.Steps} steps cannot be made: give 2 or more.");
        return Reader(kind, train, test, make(options.Steps ?? steps), classes)(set, options);
    };
}
