using System.Collections;
using System.Runtime.InteropServices;
using ModelZoo.Datasets.Transforms;
using TorchSharp;

namespace ModelZoo.Datasets.Loading;

/// <summary>
/// Makes batches of a split: gathers the examples, turns bytes into floats from 0 to 1, and applies the transform. An
/// enumeration starts at <see cref="State"/> and moves it. At the end of an epoch it moves on to the next one.
/// </summary>
public sealed class DataLoader : IEnumerable<Batch>, IDisposable
{
    private readonly Split _split;
    private readonly Split? _copy;
    private readonly Sampler _sampler;
    private readonly Transform? _transform;
    private readonly Device? _device;
    private readonly bool _dropLast, _equalShares;
    private readonly int _rank, _worldSize, _prefetch;
    private Tensor? _order;
    private (long Seed, long Epoch) _orderOf;

    /// <param name="sampler">By default shuffled or sequential; a text decides for itself.</param>
    /// <param name="device">Where batches are wanted. A split in memory is copied there once.</param>
    /// <param name="rank">Which of `worldSize` shares of an epoch is read. Shuffled shares are of equal length.</param>
    /// <param name="prefetch">Batches made ahead on another thread; by default 2 for data on disk, else 0.</param>
    public DataLoader(
        Split split, int batchSize, bool shuffle = false, long seed = 0, bool dropLast = false, Device? device = null,
        Transform? transform = null, Sampler? sampler = null, int rank = 0, int worldSize = 1, int? prefetch = null)
    {
        if (batchSize < 1)
            throw new DatasetException($"A batch cannot have {batchSize} examples: give a batch size of 1 or more.");
        if (worldSize < 1 || rank < 0 || rank >= worldSize)
            throw new DatasetException($"There is no rank {rank} of {worldSize}: give one from 0 to {worldSize - 1}.");
        _device = device is not null && device.type != DeviceType.CPU ? device : null;
        _copy = _device is not null && split.InMemory ? split.To(_device) : null;
        _split = _copy ?? split;
        BatchSize = batchSize;
        // Ranks get every worldSize-th example. So a batch of all ranks together keeps each row of a text on one rank.
        _sampler = sampler ?? _split.Order(batchSize * worldSize, shuffle);
        (_dropLast, _transform, _rank, _worldSize) = (dropLast, transform, rank, worldSize);
        _equalShares = shuffle || sampler is not null;
        _prefetch = prefetch ?? (split.InMemory ? 0 : 2);
        State = new LoaderState(seed, 0, 0);
    }

    public int BatchSize { get; }

    /// <summary>The position of the next batch. Set it to resume there.</summary>
    public LoaderState State { get; set; }

    /// <summary>The batches of an epoch.</summary>
    public long Count
    {
        get
        {
            long examples = Order().shape[0];
            return _dropLast ? examples / BatchSize : (examples + BatchSize - 1) / BatchSize;
        }
    }

    /// <summary>The examples of an epoch on this rank.</summary>
    public long Examples => _dropLast ? Count * BatchSize : Order().shape[0];

    /// <summary>The examples of the split in a batch of this epoch.</summary>
    public long[] Indices(long batch)
    {
        using var indices = BatchOrder(Order(), batch);
        return indices.data<long>().ToArray();
    }

    /// <summary>Goes back to the first batch of this epoch.</summary>
    public void Restart() => State = State with { Batch = 0 };

    public IEnumerator<Batch> GetEnumerator()
    {
        using var prefetched = _prefetch > 0 ? new Prefetch(Make, State.Batch, Count, _prefetch) : null;
        for (long count = Count; State.Batch < count;)
        {
            using var batch = prefetched?.Next() ?? Make(State.Batch);
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

    // The enumeration disposes the batch, so its tensors belong to no scope.
    private Batch Make(long number)
    {
        using var scope = NewDisposeScope();
        var (inputs, targets) = Gather(BatchOrder(Order(), number));
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

    private Tensor BatchOrder(Tensor order, long number)
    {
        long start = number * BatchSize;
        return order.narrow(0, start, Math.Min(BatchSize, order.shape[0] - start));
    }

    private (Tensor Inputs, Tensor Targets) Gather(Tensor indices)
    {
        if (_split.InMemory && RowGather.Supports(_split.Inputs) && RowGather.Supports(_split.Targets))
        {
            var rows = MemoryMarshal.Cast<byte, long>(indices.bytes);
            bool isBytes = _split.Inputs.dtype == ScalarType.Byte;
            var inputs = isBytes ? RowGather.ToFloats(_split.Inputs, rows) : RowGather.Copy(_split.Inputs, rows);
            return (inputs, RowGather.Copy(_split.Targets, rows));
        }
        var batch = _split.Gather(indices);
        var stored = _device is null ? batch.Inputs : batch.Inputs.to(_device);
        var targets = _device is null ? batch.Targets : batch.Targets.to(_device);
        return (stored.dtype == ScalarType.Byte ? stored.to(ScalarType.Float32).mul_(1f / 255) : stored, targets);
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

    // Every worldSize-th example. Ranks that train together must make the same number of steps, so the order is cut, or
    // filled up from its start. A loader that only measures must see each example once.
    private Tensor Share(Tensor order)
    {
        if (_worldSize == 1)
            return order.alias();
        long count = order.shape[0], extra = count % _worldSize;
        if (_equalShares && extra > 0)
        {
            long missing = _worldSize - extra;
            order = _dropLast
                ? order.narrow(0, 0, count - extra)
                : cat([order, order.repeat(missing / count + 1).narrow(0, 0, missing)]);
        }
        return order.slice(0, _rank, order.shape[0], _worldSize);
    }
}
