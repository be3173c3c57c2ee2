using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.Training;

/// <summary>The most memory in use since it was created. A thread looks at it every now and then, so a peak of a moment may be missed.</summary>
internal sealed class MemoryPeak : IDisposable
{
    // Steps repeat: after the first ones a look now and then is enough, and costs nothing that can be measured.
    private const int FirstPauseMilliseconds = 1, LongestPauseMilliseconds = 100, LooksBeforeLonger = 500;

    private readonly Thread? _thread;
    private readonly ManualResetEventSlim _end = new();
    private long _most;

    /// <param name="closely">Without a pause between looks, which keeps one core busy: for something that takes less than a second.</param>
    internal MemoryPeak(bool closely = false)
    {
        Look();
        if (RuntimeMemory.Allocated is null)
            return;
        _thread = new Thread(() => Follow(closely)) { IsBackground = true, Name = "memory peak" };
        _thread.Start();
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
        int pause = FirstPauseMilliseconds;
        for (int look = 1; closely ? !_end.IsSet : !_end.Wait(pause); look++)
        {
            Look();
            if (look % LooksBeforeLonger == 0)
                pause = Math.Min(2 * pause, LongestPauseMilliseconds);
        }
    }

    // The caller and the thread both write it, and only more than before.
    private void Look()
    {
        long now = RuntimeMemory.Allocated ?? 0, most;
        while (now > (most = Interlocked.Read(ref _most)) && Interlocked.CompareExchange(ref _most, now, most) != most)
        {
        }
    }

    public void Dispose()
    {
        _end.Set();
        _thread?.Join();
        _end.Dispose();
    }
}
