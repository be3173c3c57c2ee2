using System.Diagnostics;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.Training;

/// <summary>The most memory in use since it was created. A thread looks at it every now and then, so a peak of a moment may be missed.</summary>
internal sealed class MemoryPeak : IDisposable
{
    // Steps repeat: after the first ones a look now and then is enough.
    private const int FirstPauseMilliseconds = 1, LongestPauseMilliseconds = 100, LooksBeforeLonger = 500;

    // A look takes malloc's lock, and longer the more pieces the free memory is in: microseconds, but milliseconds in a
    // process that has run for hours. So many times as long nobody looks, and training goes on.
    private const int PausePerLook = 20;

    private readonly Thread? _thread;
    private readonly ManualResetEventSlim _begun = new(), _end = new();
    private long _most;

    /// <param name="closely">Without a pause between looks, which keeps one core busy: for something that takes less than a second.</param>
    internal MemoryPeak(bool closely = false)
    {
        Look();
        if (RuntimeFacts.AllocatedBytes is null)
            return;
        _thread = new Thread(() => Follow(closely)) { IsBackground = true, Name = "memory peak" };
        _thread.Start();
        _begun.Wait();
    }

    public long Most
    {
        get
        {
            Look();
            return Interlocked.Read(ref _most);
        }
    }

    private void Follow(bool closely)
    {
        var pause = TimeSpan.FromMilliseconds(closely ? 0 : FirstPauseMilliseconds);
        var longest = TimeSpan.FromMilliseconds(LongestPauseMilliseconds);
        for (int look = 1; ; look++)
        {
            var start = Stopwatch.GetTimestamp();
            Look();
            var taken = Stopwatch.GetElapsedTime(start);
            _begun.Set();
            if (look % LooksBeforeLonger == 0)
                pause = 2 * pause < longest ? 2 * pause : longest;
            var wanted = closely ? taken : PausePerLook * taken;
            if (_end.Wait(wanted > pause ? wanted : pause))
                return;
        }
    }

    // The caller and the thread both write it, and only more than before.
    internal void Look()
    {
        long now = RuntimeFacts.AllocatedBytes ?? 0, most;
        while (now > (most = Interlocked.Read(ref _most)) && Interlocked.CompareExchange(ref _most, now, most) != most)
        {
        }
    }

    public void Dispose()
    {
        _end.Set();
        _thread?.Join();
        _begun.Dispose();
        _end.Dispose();
    }
}
