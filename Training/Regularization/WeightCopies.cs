using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Regularization;

/// <summary>A second set of weights, made at its first use; for averages of the weights.</summary>
public abstract class WeightCopies : IWeightChange, IDisposable
{
    private Tensor[] _copies = [];

    /// <summary>How many times Apply has run.</summary>
    protected long Count { get; private set; }

    /// <summary>Changes the copy by the weights, or the weights by the copy.</summary>
    protected abstract void Update(Tensor copy, Tensor weights);

    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        Start(parameters);
        Count++;
        for (int i = 0; i < parameters.Count; i++)
            Update(_copies[i], parameters[i]);
    }

    /// <summary>Copies the weights, if there are no copies yet.</summary>
    public void Start(IReadOnlyList<Tensor> parameters)
    {
        if (_copies.Length == 0)
            _copies = [.. parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
        if (_copies.Length != parameters.Count)
            throw new ArgumentException($"There are {parameters.Count} parameters, but copies of {_copies.Length}: "
                + "give the same parameters at each call.");
        // Copies from a checkpoint are in main memory.
        for (int i = 0; i < _copies.Length; i++)
            if (_copies[i].device_type != parameters[i].device_type)
                _copies[i] = _copies[i].to(parameters[i].device).DetachFromDisposeScope();
    }

    /// <summary>Exchanges weights and copies until the result is disposed.</summary>
    /// <returns>Null before the first Apply, because there is no average yet.</returns>
    public IDisposable? Swap(IReadOnlyList<Tensor> parameters)
    {
        if (Count == 0)
            return null;
        Start(parameters);
        Exchange(parameters);
        return new SwapBack(this, parameters);
    }

    private void Exchange(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < parameters.Count; i++)
        {
            var weights = parameters[i].detach().clone();
            parameters[i].copy_(_copies[i]);
            _copies[i].copy_(weights);
        }
    }

    public StateDict state_dict() => new StateDict { ["count"] = Count }.AddList("copy.", _copies);

    public void load_state_dict(StateDict state)
    {
        var (loaded, count) = (state.CloneList("copy."), (long)state["count"]);
        Dispose();
        (_copies, Count) = (loaded, count);
    }

    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
        _copies = [];
        GC.SuppressFinalize(this);
    }

    private sealed class SwapBack(WeightCopies owner, IReadOnlyList<Tensor> parameters) : IDisposable
    {
        private bool _done;

        public void Dispose()
        {
            if (!_done)
                owner.Exchange(parameters);
            _done = true;
        }
    }
}
