namespace ModelZoo.Datasets.Sets;

/// <summary>
/// The position of a loader. Orders and random transforms depend on these three numbers alone, so they resume an epoch
/// exactly in its middle.
/// </summary>
public sealed record LoaderState(long Seed, long Epoch, long Batch)
{
    // splitmix64: neighboring epochs and batches get unrelated seeds.
    internal static long Mix(long a, long b)
    {
        unchecked
        {
            ulong z = (ulong)a + 0x9E3779B97F4A7C15UL * (ulong)(b + 1);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (long)((z ^ (z >> 31)) >> 1);
        }
    }
}
