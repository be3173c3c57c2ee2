using System.Collections.Concurrent;

namespace ModelZoo.Datasets.Loading;

/// <summary>Makes batches ahead of their use on another thread. Its failures are thrown by Next.</summary>
internal sealed class Prefetch : IDisposable
{
    private readonly BlockingCollection<Batch> _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _producer;

    internal Prefetch(Func<long, Batch> make, long first, long end, int ahead)
    {
        _ready = new BlockingCollection<Batch>(ahead);
        _producer = Task.Factory.StartNew(() => Produce(make, first, end),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    internal Batch Next()
    {
        if (_ready.TryTake(out var batch, Timeout.Infinite))
            return batch;
        _producer.GetAwaiter().GetResult();
        throw new InvalidOperationException("There is no further batch in this epoch.");
    }

    public void Dispose()
    {
        _stop.Cancel();
        while (_ready.TryTake(out var unused, Timeout.Infinite))
            unused.Dispose();
        // Marks a failure as seen: nobody waits for a batch any more.
        _ = _producer.Exception;
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Produce(Func<long, Batch> make, long first, long end)
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
