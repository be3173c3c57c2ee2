using System.Collections;
using System.Runtime.InteropServices;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Loading;

/// <summary>
/// Batches of a split: one gather, one cast to float and one scaling of bytes to [0, 1] each, then the transform. An enumeration goes
/// on where <see cref="State"/> stands; one that ran to its end, and was not merely left after the last batch, has moved it to the next epoch.
/// </summary>
public sealed class DataLoader : IEnumerable<Batch>, IDisposable
{
    private readonly Split _split;
    private readonly Split? _copy;
    private readonly Sampler _sampler;
    private readonly Transform? _transform;
    private readonly Device? _device;
    private readonly bool _dropLast, _even;
    private readonly int _rank, _worldSize, _prefetch;
    private Tensor? _order;
    private (long Seed, long Epoch) _orderOf;

    /// <param name="sampler">The order of the examples; by default the split's own: with `shuffle` a new permutation each epoch, or what a text's reading says.</param>
    /// <param name="device">Where batches are wanted; a split in memory is copied there once.</param>
    /// <param name="rank">Which of `worldSize` equal shares of each epoch is this process's. When shuffling, the shares are filled up to equal length.</param>
    /// <param name="prefetch">Batches made ahead on another thread; by default 2 for what is read from disk, else 0.</param>
    public DataLoader(Split split, int batchSize, bool shuffle = false, long seed = 0, bool dropLast = false, Device? device = null,
                      Transform? transform = null, Sampler? sampler = null, int rank = 0, int worldSize = 1, int? prefetch = null)
    {
        if (batchSize < 1)
            throw new DatasetException($"A batch of {batchSize} examples cannot be made: give a batch size of 1 or more.");
        if (worldSize < 1 || rank < 0 || rank >= worldSize)
            throw new DatasetException($"Rank {rank} of {worldSize} does not exist: ranks go from 0 to the world size less one.");
        bool elsewhere = device is not null && device.type != DeviceType.CPU;
        _copy = elsewhere && split.InMemory ? split.To(device!) : null;
        _split = _copy ?? split;
        _device = elsewhere ? device : null;
        BatchSize = batchSize;
        // A batch of all ranks together, dealt out one by one, leaves rows that go on from batch to batch with the rank they are of.
        _sampler = sampler ?? _split.Order(batchSize * worldSize, shuffle);
        (_dropLast, _transform, _rank, _worldSize) = (dropLast, transform, rank, worldSize);
        _even = shuffle || sampler is not null;
        _prefetch = prefetch ?? (split.InMemory ? 0 : 2);
        State = new LoaderState(seed, 0, 0);
    }

    public int BatchSize { get; }

    /// <summary>The batch that comes next. Setting it resumes there.</summary>
    public LoaderState State { get; set; }

    /// <summary>Batches of one epoch.</summary>
    public long Count
    {
        get
        {
            long examples = Order().shape[0];
            return _dropLast ? examples / BatchSize : (examples + BatchSize - 1) / BatchSize;
        }
    }

    /// <summary>Examples of one epoch, of this rank.</summary>
    public long Examples => _dropLast ? Count * BatchSize : Order().shape[0];

    /// <summary>Which examples of the split a batch of this epoch is made of.</summary>
    public long[] Indices(long batch)
    {
        var order = Order();
        using var some = order.narrow(0, batch * BatchSize, Math.Min(BatchSize, order.shape[0] - batch * BatchSize));
        return some.data<long>().ToArray();
    }

    /// <summary>Back to the first batch of the epoch that State is in.</summary>
    public void Restart() => State = State with { Batch = 0 };

    public IEnumerator<Batch> GetEnumerator()
    {
        using var batches = _prefetch > 0 ? new Prefetch(Make, State.Batch, Count, _prefetch) : null;
        for (long count = Count; State.Batch < count;)
        {
            using var batch = batches?.Next() ?? Make(State.Batch);
            State = State with { Batch = State.Batch + 1 };
            yield return batch;
        }
        State = State with { Epoch = State.Epoch + 1, Batch = 0 };
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        _order?.Dispose();
        _copy?.Dispose();
    }

    // Its tensors belong to no scope: the enumeration disposes them when the next batch is asked for.
    private Batch Make(long number)
    {
        using var scope = NewDisposeScope();
        var order = Order();
        long start = number * BatchSize;
        var (inputs, targets) = Gather(order, start, Math.Min(BatchSize, order.shape[0] - start));
        var batch = new Batch(inputs, targets, _sampler.Carries && number > 0);
        if (_transform is not null)
        {
            using var random = new Generator((ulong)LoaderState.Mix(LoaderState.Mix(State.Seed, State.Epoch), number));
            var changed = _transform(batch, random);
            batch = new Batch(changed.Inputs, changed.Targets, changed.Continues);
        }
        scope.Detach(batch.Inputs);
        scope.Detach(batch.Targets);
        return batch;
    }

    private (Tensor Inputs, Tensor Targets) Gather(Tensor order, long start, long length)
    {
        if (_split.InMemory && RowGather.Suits(_split.Inputs) && RowGather.Suits(_split.Targets))
        {
            var rows = MemoryMarshal.Cast<byte, long>(order.bytes).Slice((int)start, (int)length);
            var inputs = _split.Inputs.dtype == ScalarType.Byte ? RowGather.Floats(_split.Inputs, rows) : RowGather.Copies(_split.Inputs, rows);
            return (inputs, RowGather.Copies(_split.Targets, rows));
        }
        var stored = _split.Gather(order.narrow(0, start, length));
        var (there, classes) = _device is null ? (stored.Inputs, stored.Targets) : (stored.Inputs.to(_device), stored.Targets.to(_device));
        return (there.dtype == ScalarType.Byte ? there.to(ScalarType.Float32).mul_(1f / 255) : there, classes);
    }

    private Tensor Order()
    {
        if (_order is not null && _orderOf == (State.Seed, State.Epoch))
            return _order;
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)LoaderState.Mix(State.Seed, State.Epoch));
        var order = _sampler.Order(random);
        _order?.Dispose();
        _orderOf = (State.Seed, State.Epoch);
        return _order = Share(order).contiguous().DetachFromDisposeScope();
    }

    // Every worldSize-th example. Ranks that train together must make the same number of steps, so the order is filled up from its
    // start; what only measures must see each example once.
    private Tensor Share(Tensor order)
    {
        long count = order.shape[0], missing = (_worldSize - count % _worldSize) % _worldSize;
        if (_worldSize == 1)
            return order.alias();
        if (_even && missing > 0)
            order = _dropLast ? order.narrow(0, 0, count + missing - _worldSize) : cat([order, .. Enumerable.Repeat(order, (int)(missing / count)), order.narrow(0, 0, missing % count)]);
        return order.slice(0, _rank, order.shape[0], _worldSize);
    }
}
