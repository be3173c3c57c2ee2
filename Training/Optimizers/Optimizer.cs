using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Groups of parameters, their gradients and what is saved of them; what a step does is its descendants' own.</summary>
public abstract class Optimizer : IStateful, IDisposable
{
    private readonly List<ParameterGroup> _groups = [];
    private readonly List<ParameterState> _states = [];
    private readonly Dictionary<string, double> _defaults;
    // Used again at each step, so that one leaves nothing of its own to the collector.
    private (ParameterState[] States, Tensor[] Gradients) _moved = ([], []);

    /// <summary>The parameters are the first group: none, if groups follow by add_param_group. The defaults are all options with their values.</summary>
    protected Optimizer(IEnumerable<Tensor> parameters, params (string Name, double Value)[] defaults)
    {
        _defaults = new(StringComparer.Ordinal);
        foreach (var (name, value) in defaults)
            _defaults.TryAdd(name, value);
        var first = parameters.ToArray();
        if (first.Length > 0)
            add_param_group(first);
    }

    public IReadOnlyList<ParameterGroup> param_groups => _groups;

    /// <summary>Whether step computes the loss several times, and so needs the closure.</summary>
    public virtual bool NeedsClosure => false;

    /// <summary>Numbers that it keeps for each element of a parameter, once it has made a step.</summary>
    public abstract int StatesPerElement { get; }

    /// <summary>Changes these parameters of one group, all of which have a gradient. The gradients are the step's own: what is needed later is cloned or detached from its scope.</summary>
    protected abstract void Update(ParameterGroup group, ReadOnlySpan<ParameterState> states, ReadOnlySpan<Tensor> gradients);

    /// <summary>Adds parameters that are trained by other numbers than the rest, such as no weight decay on biases.</summary>
    public ParameterGroup add_param_group(IEnumerable<Tensor> parameters, params (string Name, double Value)[] options)
    {
        var group = new ParameterGroup(_states.Count, parameters, _defaults);
        foreach (var (name, value) in options)
            group[name] = value;
        var known = new HashSet<Tensor>(_states.Select(state => state.Parameter), ReferenceEqualityComparer.Instance);
        var added = new List<ParameterState>();
        foreach (var parameter in group.Parameters)
        {
            int index = _states.Count + added.Count;
            if (!known.Add(parameter))
                throw new ArgumentException($"Parameter {index} is given twice: each belongs to one group, once.");
            if (!parameter.is_leaf)
                throw new ArgumentException($"Parameter {index} is the result of an operation: only tensors that own their value can be trained.");
            added.Add(new ParameterState(index, parameter));
        }
        _states.AddRange(added);
        _groups.Add(group);
        return group;
    }

    /// <summary>Changes every parameter that has a gradient. The closure, where one is given, computes the loss and its gradients.</summary>
    public virtual Tensor? step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        if (_moved.States.Length < _states.Count)
            _moved = (new ParameterState[_states.Count], new Tensor[_states.Count]);
        var (states, gradients) = _moved;
        foreach (var group in _groups)
        {
            int count = 0;
            for (int i = 0; i < group.Parameters.Count; i++)
            {
                if (_states[group.First + i].ReadGradient() is not { } gradient)
                    continue;
                states[count] = _states[group.First + i];
                states[count].Step++;
                gradients[count++] = gradient;
            }
            Update(group, states.AsSpan(0, count), gradients.AsSpan(0, count));
        }
        Array.Clear(gradients);
        return loss;
    }

    /// <summary>Forgets all gradients. Autograd hands its next ones over without a copy, which zeroing would force it to make.</summary>
    public void zero_grad()
    {
        foreach (var state in _states)
            state.Parameter.grad = null;
    }

    /// <summary>Names as PyTorch's: state.0.exp_avg, state.0.step, param_groups.0.lr. The tensors are the living ones.</summary>
    public virtual StateDict state_dict()
    {
        var saved = new StateDict();
        for (int g = 0; g < _groups.Count; g++)
            foreach (var (name, value) in _groups[g].Options)
                saved.Numbers[$"param_groups.{g}.{name}"] = value;
        foreach (var state in _states.Where(state => state.Step > 0))
        {
            saved.Numbers[$"state.{state.Index}.step"] = state.Step;
            foreach (var (name, tensor) in state.Tensors)
                saved.Tensors[$"state.{state.Index}.{name}"] = tensor;
        }
        return saved;
    }

    /// <summary>Takes over a saved state, or throws and stays as it was.</summary>
    public virtual void load_state_dict(StateDict state)
    {
        Check(state);
        using var recording = no_grad();
        for (int g = 0; g < _groups.Count; g++)
            foreach (var name in _groups[g].Options.Keys.ToArray())
                _groups[g][name] = state.Number($"param_groups.{g}.{name}");
        // Copied before anything is let go: the given tensors may be the ones that are held here.
        var tensors = state.Tensors.ToDictionary(saved => saved.Key, saved => saved.Value.clone().DetachFromDisposeScope());
        foreach (var own in _states)
        {
            own.Dispose();
            own.Step = state.Numbers.TryGetValue($"state.{own.Index}.step", out var step) ? (long)step : 0;
        }
        foreach (var (name, tensor) in tensors)
        {
            var parts = name.Split('.');
            _states[int.Parse(parts[1])].State(parts[2]).copy_(tensor);
            tensor.Dispose();
        }
    }

    private void Check(StateDict state)
    {
        for (int g = 0; g < _groups.Count; g++)
            foreach (var name in _groups[g].Options.Keys)
                state.Number($"param_groups.{g}.{name}");
        foreach (var (name, tensor) in state.Tensors)
        {
            var parts = name.Split('.');
            if (parts.Length != 3 || parts[0] != "state" || !int.TryParse(parts[1], out int index) || (uint)index >= (uint)_states.Count)
                throw new InvalidOperationException($"The saved optimizer state has '{name}', but there are {_states.Count} parameters: it belongs to another network.");
            var shape = _states[index].Parameter.shape;
            if (!tensor.shape.SequenceEqual(shape))
                throw new InvalidOperationException(
                    $"The saved '{name}' is [{string.Join(", ", tensor.shape)}], but the parameter is [{string.Join(", ", shape)}]: it belongs to another network.");
        }
    }

    public void Dispose()
    {
        foreach (var state in _states)
            state.Dispose();
        GC.SuppressFinalize(this);
    }
}
