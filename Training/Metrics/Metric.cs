using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Metrics;

/// <summary>Sums over batches. They stay on the device until their values are read, once a report.</summary>
public abstract class Metric : IStateful, IDisposable
{
    private readonly Dictionary<string, Tensor> _sums = new(StringComparer.Ordinal);
    private double _count;

    /// <summary>Adds a batch, without reading the device.</summary>
    public void Update(Outcome outcome)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        Add(outcome);
    }

    /// <summary>Adds predictions and targets without a loss.</summary>
    public void Update(Tensor prediction, Tensor target)
    {
        using var none = tensor(float.NaN);
        Update(new Outcome { Loss = none, Count = prediction.shape[0], Prediction = prediction, Target = target });
    }

    /// <summary>The values by name; waits for the device. NaN before the first batch.</summary>
    public IReadOnlyDictionary<string, double> Compute()
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        return new Dictionary<string, double>(Read());
    }

    /// <summary>Forgets all batches.</summary>
    public void Reset() => Dispose();

    protected abstract void Add(Outcome outcome);
    protected abstract IEnumerable<KeyValuePair<string, double>> Read();

    /// <summary>Counts what is known without the device, such as the examples of a batch.</summary>
    protected void Count(long more) => _count += more;

    /// <summary>All that was counted, here and in a sum named count; NaN if nothing was.</summary>
    protected double Counted
    {
        get
        {
            double all = _count + (Total("count") is [var counted] ? counted : 0);
            return all > 0 ? all : double.NaN;
        }
    }

    /// <summary>A sum in double precision on the device of `like`, zero at first.</summary>
    protected Tensor Sum(string name, Tensor like, params long[] shape)
    {
        if (!_sums.TryGetValue(name, out var sum))
            _sums[name] = sum = zeros(shape, float64, like.device).DetachFromDisposeScope();
        else if (sum.device_type != like.device_type)
            // From a checkpoint, which is in main memory.
            _sums[name] = sum = sum.to(like.device).DetachFromDisposeScope();
        return sum;
    }

    /// <summary>The names of the sums, in the order in which they first appeared.</summary>
    protected IEnumerable<string> SumNames => _sums.Keys;

    /// <summary>Keeps the values of a batch, if their sum is not enough.</summary>
    protected void Keep(string name, Tensor values)
    {
        int count = 0;
        while (_sums.ContainsKey($"{name}.{count}"))
            count++;
        _sums[$"{name}.{count}"] = values.clone().DetachFromDisposeScope();
    }

    /// <summary>A sum, or all values that were kept, in main memory; empty before the first batch.</summary>
    protected double[] Total(string name)
    {
        if (_sums.TryGetValue(name, out var sum))
            return Values(sum);
        var kept = new List<double>();
        for (int i = 0; _sums.TryGetValue($"{name}.{i}", out var batch); i++)
            kept.AddRange(Values(batch));
        return [.. kept];

        static double[] Values(Tensor tensor)
        {
            using var near = tensor.cpu();
            return near.data<double>().ToArray();
        }
    }

    public StateDict state_dict()
    {
        var state = new StateDict();
        foreach (var (name, sum) in _sums)
            state.Tensors[name] = sum;
        if (_count > 0)
            state["count"] = _count;
        return state;
    }

    public void load_state_dict(StateDict state)
    {
        using var recording = no_grad();
        var loaded = state.Tensors.ToDictionary(sum => sum.Key, sum => sum.Value.clone().DetachFromDisposeScope());
        Dispose();
        foreach (var (name, sum) in loaded)
            _sums[name] = sum;
        _count = state.Numbers.GetValueOrDefault("count");
    }

    public void Dispose()
    {
        foreach (var sum in _sums.Values)
            sum.Dispose();
        _sums.Clear();
        _count = 0;
        GC.SuppressFinalize(this);
    }
}
