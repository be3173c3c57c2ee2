using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Optimizers;

/// <summary>Groups of parameters with their options and states. Each optimizer adds its own step.</summary>
public abstract class Optimizer : IStateful, IDisposable
{
    private readonly List<ParameterGroup> _groups = [];
    private readonly Dictionary<string, double> _defaults = new(StringComparer.Ordinal);

    /// <param name="parameters">The first group; none if add_param_group adds all groups.</param>
    /// <param name="defaults">All options with their default values. The first of a name counts.</param>
    protected Optimizer(IEnumerable<Tensor> parameters, params (string Name, double Value)[] defaults)
    {
        foreach (var (name, value) in defaults)
            _defaults.TryAdd(name, value);
        var first = parameters.ToArray();
        if (first.Length > 0)
            add_param_group(first);
    }

    public IReadOnlyList<ParameterGroup> param_groups => _groups;

    /// <summary>Whether step needs the closure, because it computes the loss several times.</summary>
    public virtual bool NeedsClosure => false;

    /// <summary>How many numbers it keeps for each element of a parameter after the first step.</summary>
    public abstract int StatesPerElement { get; }

    private IEnumerable<ParameterState> States => _groups.SelectMany(group => group.States);

    /// <summary>Adds parameters with options of their own, such as biases without weight decay.</summary>
    public ParameterGroup add_param_group(IEnumerable<Tensor> parameters, params (string Name, double Value)[] options)
    {
        var known = new HashSet<Tensor>(States.Select(state => state.Parameter), ReferenceEqualityComparer.Instance);
        int index = known.Count;
        var added = new List<ParameterState>();
        foreach (var parameter in parameters)
        {
            if (!known.Add(parameter))
                throw new ArgumentException($"Parameter {index} is given twice: each belongs to one group, once.");
            if (!parameter.is_leaf)
                throw new ArgumentException($"Parameter {index} is the result of an operation: only tensors that own "
                    + "their value can be trained.");
            added.Add(new ParameterState(index++, parameter));
        }
        var group = new ParameterGroup([.. added], _defaults);
        foreach (var (name, value) in options)
            group[name] = value;
        _groups.Add(group);
        return group;
    }

    /// <summary>Changes every parameter that has a gradient. A closure computes loss and gradients.</summary>
    public abstract Tensor? step(Func<Tensor>? closure = null);

    /// <summary>Drops all gradients. If they were set to zero, autograd would have to copy the next ones.</summary>
    public void zero_grad()
    {
        foreach (var group in _groups)
            foreach (var state in group.States)
                state.Parameter.grad = null;
    }

    /// <summary>With PyTorch's names: state.0.exp_avg, state.0.step, param_groups.0.lr.</summary>
    public virtual StateDict state_dict()
    {
        var saved = new StateDict();
        for (int g = 0; g < _groups.Count; g++)
            foreach (var (name, value) in _groups[g].Options)
                saved[$"param_groups.{g}.{name}"] = value;
        foreach (var state in States.Where(state => state.Step > 0))
        {
            saved[$"state.{state.Index}.step"] = state.Step;
            foreach (var (name, tensor) in state.Tensors)
                saved.Tensors[$"state.{state.Index}.{name}"] = tensor;
        }
        return saved;
    }

    /// <summary>Takes over a saved state. If it does not fit, it throws and changes nothing.</summary>
    public virtual void load_state_dict(StateDict state)
    {
        var states = States.ToArray();
        Check(state, states);
        using var recording = no_grad();
        for (int g = 0; g < _groups.Count; g++)
            foreach (var name in _groups[g].Options.Keys.ToArray())
                _groups[g][name] = state[$"param_groups.{g}.{name}"];
        // Cloned before anything is disposed: the given tensors may be this optimizer's own.
        var tensors = state.Tensors.ToDictionary(named => named.Key,
            named => named.Value.clone().DetachFromDisposeScope());
        foreach (var own in states)
        {
            own.Dispose();
            own.Step = (long)state.Numbers.GetValueOrDefault($"state.{own.Index}.step");
        }
        foreach (var (name, tensor) in tensors)
        {
            var parts = name.Split('.');
            states[int.Parse(parts[1])].State(parts[2]).copy_(tensor);
            tensor.Dispose();
        }
    }

    private void Check(StateDict state, ParameterState[] states)
    {
        for (int g = 0; g < _groups.Count; g++)
            foreach (var name in _groups[g].Options.Keys)
                _ = state[$"param_groups.{g}.{name}"];
        foreach (var (name, tensor) in state.Tensors)
        {
            if (name.Split('.') is not ["state", var number, _] || !int.TryParse(number, out int index)
                || (uint)index >= (uint)states.Length)
                throw new InvalidOperationException($"The saved optimizer state has '{name}', but there are "
                    + $"{states.Length} parameters: it belongs to another network.");
            var shape = states[index].Parameter.shape;
            if (!tensor.shape.SequenceEqual(shape))
                throw new InvalidOperationException($"The saved '{name}' is [{string.Join(", ", tensor.shape)}], but "
                    + $"the parameter is [{string.Join(", ", shape)}]: it belongs to another network.");
        }
    }

    public void Dispose()
    {
        foreach (var state in States)
            state.Dispose();
        GC.SuppressFinalize(this);
    }
}
