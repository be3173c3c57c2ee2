namespace ModelZoo.Datasets.Generated;

/// <summary>Makes `count` examples.</summary>
internal delegate (Tensor Inputs, Tensor Targets) ExampleMaker(long count, Generator random);

/// <summary>Data computed from a seed, the same on every machine.</summary>
internal static class Synthetic
{
    /// <param name="train">The default number of training examples.</param>
    /// <param name="test">The test examples for that number; in proportion for another.</param>
    internal static DatasetReader Reader(
        Targets kind, long train, long test, ExampleMaker make, params string[] classes) => (entry, options) =>
    {
        if (options.Examples is < 1)
            throw new DatasetException($"{entry.Name} cannot have {options.Examples} examples: give 1 or more.");
        long count = options.Examples ?? train;
        long held = options.Examples is null ? test : Math.Max(1, count * test / train);
        return new Dataset(entry.Name, kind, Part(count, 0), Part(held, 1)) { Classes = classes };

        Split Part(long examples, long part)
        {
            using var scope = NewDisposeScope();
            using var random = new Generator((ulong)LoaderState.Mix(options.Seed, part));
            var (inputs, targets) = make(examples, random);
            return new Split(inputs, targets);
        }
    };

    /// <summary>For sequences.</summary>
    /// <param name="steps">The default number of steps.</param>
    internal static DatasetReader Reader(
        Targets kind, long train, long test, int steps, Func<int, ExampleMaker> make, params string[] classes) =>
        (entry, options) =>
    {
        if (options.Steps is < 2)
            throw new DatasetException($"{entry.Name} cannot have {options.Steps} steps: give 2 or more.");
        return Reader(kind, train, test, make(options.Steps ?? steps), classes)(entry, options);
    };
}
