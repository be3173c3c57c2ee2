using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Training.Metrics;

/// <summary>Sums over batches that stay on the device, and what they mean, read once a report.</summary>
public abstract class Metric : IStateful, IDisposable
{
    private readonly Dictionary<string, Tensor> _sums = new(StringComparer.Ordinal);
    private double _count;

    /// <summary>Adds a batch; reads nothing from the device.</summary>
    public void Update(Outcome outcome)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        Add(outcome);
    }

    /// <summary>Predictions and targets without a loss.</summary>
    public void Update(Tensor prediction, Tensor target)
    {
        using var none = tensor(float.NaN);
        Update(new Outcome { Loss = none, Count = prediction.shape[0], Prediction = prediction, Target = target });
    }

    /// <summary>The values by name, as a report shows them; waits for the device. Not a number where no batch has been added.</summary>
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

    /// <summary>Counts what is known without the device, such as the examples of a batch: no operator is needed for it.</summary>
    protected void Count(long more) => _count += more;

    /// <summary>All that was counted, here and in a sum called count; not a number where there was nothing.</summary>
    protected double Counted => _count + (Total("count") is [var counted] ? counted : 0) is > 0 and var all ? all : double.NaN;

    /// <summary>A sum in double precision on the device of `like`, zero at first.</summary>
    protected Tensor Sum(string name, Tensor like, params long[] shape)
    {
        if (!_sums.TryGetValue(name, out var sum))
            _sums[name] = sum = zeros(shape, float64, like.device).DetachFromDisposeScope();
        else if (sum.device_type != like.device_type)
            // Loaded from a checkpoint, which lies in main memory.
            _sums[name] = sum = sum.to(like.device).DetachFromDisposeScope();
        return sum;
    }

    /// <summary>The sums that there are, in the order in which they came up.</summary>
    protected IEnumerable<string> SumNames => _sums.Keys;

    /// <summary>The mean of the first batch, for sums of deviations from it.</summary>
    protected Tensor First(string name, Tensor values) =>
        _sums.ContainsKey(name) ? Sum(name, values) : Sum(name, values).copy_(values.mean());

    /// <summary>Keeps a batch's own values, for what no sum can tell.</summary>
    protected void Keep(string name, Tensor values)
    {
        int count = 0;
        while (_sums.ContainsKey($"{name}.{count}"))
            count++;
        _sums[$"{name}.{count}"] = values.clone().DetachFromDisposeScope();
    }

    /// <summary>A sum, or all that was kept, in main memory; empty before the first batch.</summary>
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
            state.Numbers["count"] = _count;
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
