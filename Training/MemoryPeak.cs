using System.Diagnostics;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.Training;

/// <summary>The most memory in use since it was created. A thread samples it, so it may miss peaks.</summary>
internal sealed class MemoryPeak : IDisposable
{
    // Steps repeat, so after the first ones fewer samples suffice.
    private const int FirstPauseMilliseconds = 1, LongestPauseMilliseconds = 100, SamplesBeforeLongerPause = 500;

    // A sample takes malloc's lock: for microseconds, but for milliseconds in a process that has run for hours, because
    // its free memory is in more pieces. The pause is so many times as long, so that training is not held up.
    private const int PausePerSample = 20;

    private readonly Thread? _thread;
    private readonly ManualResetEventSlim _begun = new(), _end = new();
    private long _most;

    /// <param name="closely">Without pauses, which keeps one core busy: for less than a second.</param>
    internal MemoryPeak(bool closely = false)
    {
        Look();
        if (Platform.AllocatedBytes() is null)
            return;
        _thread = new Thread(() => Sample(closely)) { IsBackground = true, Name = "memory peak" };
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

    private void Sample(bool closely)
    {
        var pause = TimeSpan.FromMilliseconds(closely ? 0 : FirstPauseMilliseconds);
        var longest = TimeSpan.FromMilliseconds(LongestPauseMilliseconds);
        for (int samples = 1; ; samples++)
        {
            var start = Stopwatch.GetTimestamp();
            Look();
            var taken = Stopwatch.GetElapsedTime(start);
            _begun.Set();
            if (samples % SamplesBeforeLongerPause == 0)
                pause = 2 * pause < longest ? 2 * pause : longest;
            var least = closely ? taken : PausePerSample * taken;
            if (_end.Wait(least > pause ? least : pause))
                return;
        }
    }

    // Both the caller and the thread write the maximum, and only ever raise it.
    internal void Look()
    {
        long now = Platform.AllocatedBytes() ?? 0, most;
        while (now > (most = Interlocked.Read(ref _most))
            && Interlocked.CompareExchange(ref _most, now, most) != most)
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
