namespace LibTorch;

/// <summary>Counts the tensors that .NET holds, and makes the collector run before forgotten ones fill the memory.</summary>
/// <remarks>
/// The collector sees a hundred bytes a tensor and not the megabytes behind it. So a program that forgets to dispose would
/// die long before its first collection. Here every 256 MB more than after the last collection start one.
/// </remarks>
internal static class Ledger
{
    private const long Step = 256L << 20;
    // One word, so that a tensor costs one interlocked addition: the count in the low bits, above it the memory in blocks.
    private const int CountBits = 26, BlockBits = 9;
    private const long CountMask = (1L << CountBits) - 1;
    private static readonly Lock Collecting = new();
    private static long _total, _limit = Blocks(Step);

    internal static long Count => Interlocked.Read(ref _total) & CountMask;

    private static long Blocks(long bytes) => bytes >> BlockBits << CountBits;

    internal static void Add(long bytes)
    {
        if (Interlocked.Add(ref _total, Blocks(bytes) + 1) > Volatile.Read(ref _limit))
            Collect();
    }

    internal static void Remove(long bytes) => Interlocked.Add(ref _total, -Blocks(bytes) - 1);

    internal static void Resize(long before, long after) => Interlocked.Add(ref _total, Blocks(after) - Blocks(before));

    private static void Collect()
    {
        if (!Collecting.TryEnter())
            return;
        try
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // What is still alive is in use: the next collection is due when as much again has come, at least a step.
            var alive = Interlocked.Read(ref _total);
            Volatile.Write(ref _limit, alive + Math.Max(Blocks(Step), alive));
        }
        finally
        {
            Collecting.Exit();
        }
    }
}
