
using System.Collections.Concurrent;
using ModelZoo.Datasets.Sets;

namespace ModelZoo.Datasets.Loading;

/// <summary>Makes batches `ahead` of their use on a thread of its own; a failure there is thrown where the batch is asked for.</summary>
internal sealed class Prefetch : IDisposable
{
    private readonly BlockingCollection<Batch> _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _making;

    internal Prefetch(Func<long, Batch> make, long first, long end, int ahead)
    {
        _ready = new BlockingCollection<Batch>(ahead);
        _making = Task.Factory.StartNew(() => Fill(make, first, end), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    internal Batch Next()
    {
        if (_ready.TryTake(out var batch, Timeout.Infinite))
            return batch;
        _making.GetAwaiter().GetResult();
        throw new InvalidOperationException("There is no further batch in this epoch.");
    }

    public void Dispose()
    {
        _stop.Cancel();
        while (_ready.TryTake(out var unused, Timeout.Infinite))
            unused.Dispose();
        _ = _making.Exception;
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Fill(Func<long, Batch> make, long first, long end)
    {
        try
        {
            for (long number = first; number < end && !_stop.IsCancellationRequested; number++)
            {
                var batch = make(number);
                try
                {
                    _ready.Add(batch, _stop.Token);
                }
                catch (OperationCanceledException)
                {
                    batch.Dispose();
                }
            }
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
