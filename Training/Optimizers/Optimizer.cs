using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Owns the walk over all parameters; each optimizer below it is one formula.</summary>
public abstract class Optimizer : IStateful, IDisposable
{
    private readonly List<ParameterGroup> _groups = [];
    private readonly List<(ParameterGroup Group, Run Run)> _runs = [];
    // Parameters wait here until their first gradient, so that frozen and unused ones are never touched.
    private readonly List<(ParameterGroup Group, int Index, Tensor Parameter)> _waiting = [];
    private readonly Dictionary<string, double> _defaults;
    private int _count;

    /// <param name="parameters">The first group; none, if groups follow by add_param_group.</param>
    /// <param name="defaults">Each option with the number it has in a group that does not set it.</param>
    protected Optimizer(IEnumerable<Tensor> parameters, params (string Name, double Value)[] defaults)
    {
        _defaults = defaults.ToDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal);
        _defaults.TryAdd("weight_decay", 0);
        _defaults.TryAdd("decoupled", 0);
        var first = parameters.ToArray();
        if (first.Length > 0)
            add_param_group(first);
    }

    public IReadOnlyList<ParameterGroup> param_groups => _groups;

    /// <summary>Whether the formula needs each parameter whole, for a norm of its own.</summary>
    protected virtual bool WholeTensors => false;

    /// <summary>Whether the formula has a weight decay of its own, in place of the coupled or decoupled one that every other has.</summary>
    protected virtual bool DecaysItself => false;

    /// <summary>The update rule.</summary>
    protected abstract void Update(Slice at);

    /// <summary>Adds parameters that are trained by other numbers than the rest, such as no weight decay on biases.</summary>
    public ParameterGroup add_param_group(IEnumerable<Tensor> parameters, params (string Name, double Value)[] options)
    {
        var group = new ParameterGroup(parameters, _defaults);
        foreach (var (name, value) in options)
            group[name] = value;
        var known = new HashSet<Tensor>(_groups.SelectMany(other => other.Parameters), ReferenceEqualityComparer.Instance);
        foreach (var parameter in group.Parameters)
        {
            if (!known.Add(parameter))
                throw new ArgumentException($"Parameter {_count} is given twice: each belongs to one group, once.");
            if (!parameter.is_leaf)
                throw new ArgumentException($"Parameter {_count} is the result of an operation: only tensors that own their value can be trained.");
            _waiting.Add((group, _count++, parameter));
        }
        _groups.Add(group);
        return group;
    }

    /// <summary>Changes every parameter that has a gradient. The closure, where one is given, computes the loss and its gradients.</summary>
    public virtual Tensor? step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        if (_waiting.Count > 0)
            Place(_waiting.FindAll(waiting => waiting.Parameter.grad is not null));
        foreach (var (group, run) in _runs)
            run.Walk(group, WholeTensors, Apply);
        return loss;
    }

    /// <summary>Forgets all gradients. Autograd hands its next ones over without a copy, which zeroing would force it to make.</summary>
    public void zero_grad()
    {
        foreach (var group in _groups)
            foreach (var parameter in group.Parameters)
                parameter.grad = null;
    }

    private void Apply(Slice at)
    {
        double decay = DecaysItself ? 0 : at.Group["weight_decay"];
        if (decay != 0 && at.Group.Is("decoupled"))
            at.Parameter.mul_(1 - at.Group.lr * decay);
        else if (decay != 0)
            at = at.With(at.Gradient.add(at.Parameter, decay));
        Update(at);
    }

    private void Place(List<(ParameterGroup Group, int Index, Tensor Parameter)> members)
    {
        foreach (var alike in members.GroupBy(member => (member.Group, member.Parameter.dtype, Device: member.Parameter.device.ToString())))
        {
            var small = alike.Where(member => member.Parameter.numel() < Run.Large).Select(member => (member.Index, member.Parameter)).ToArray();
            if (small.Length > 0)
                _runs.Add((alike.Key.Group, new Run(small)));
            foreach (var large in alike.Where(member => member.Parameter.numel() >= Run.Large))
                _runs.Add((alike.Key.Group, new Run([(large.Index, large.Parameter)])));
        }
        var placed = members.Select(member => member.Index).ToHashSet();
        _waiting.RemoveAll(waiting => placed.Contains(waiting.Index));
    }

    /// <summary>Names as PyTorch's: state.0.exp_avg, state.0.step, param_groups.0.lr; the tensors are windows on the living state.</summary>
    public virtual StateDict state_dict()
    {
        var saved = new StateDict();
        for (int g = 0; g < _groups.Count; g++)
            foreach (var (name, value) in _groups[g].Options)
                saved.Numbers[$"param_groups.{g}.{name}"] = value;
        using var recording = no_grad();
        for (int r = 0; r < _runs.Count; r++)
        {
            var run = _runs[r].Run;
            for (int i = 0; i < run.Indices.Length; i++)
            {
                saved.Numbers[$"state.{run.Indices[i]}.step"] = run.Steps[i];
                saved.Numbers[$"state.{run.Indices[i]}.run"] = r;
                foreach (var name in run.StateNames)
                    saved.Tensors[$"state.{run.Indices[i]}.{name}"] = run.State(name, i);
            }
        }
        return saved;
    }

    public virtual void load_state_dict(StateDict state)
    {
        Check(state);
        for (int g = 0; g < _groups.Count; g++)
            foreach (var name in _groups[g].Options.Keys.ToArray())
                _groups[g][name] = state.Number($"param_groups.{g}.{name}");
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        Forget();
        // The same parameters together as when it was saved: then every later step has the same bits.
        foreach (var together in _waiting.Where(waiting => state.Numbers.ContainsKey($"state.{waiting.Index}.step"))
                     .GroupBy(waiting => state.Number($"state.{waiting.Index}.run")).OrderBy(run => run.Key).ToArray())
            Place([.. together]);
        foreach (var (_, run) in _runs)
            for (int i = 0; i < run.Indices.Length; i++)
            {
                var prefix = $"state.{run.Indices[i]}.";
                run.Steps[i] = (long)state.Number(prefix + "step");
                foreach (var (name, tensor) in state.Under(prefix).Tensors)
                    run.State(name, i).copy_(tensor);
            }
    }

    // Everything is checked before anything is changed, so that a wrong state leaves the optimizer as it was.
    private void Check(StateDict state)
    {
        for (int g = 0; g < _groups.Count; g++)
            foreach (var name in _groups[g].Options.Keys)
                state.Number($"param_groups.{g}.{name}");
        var shapes = _groups.SelectMany(group => group.Parameters).Select(parameter => parameter.shape).ToArray();
        foreach (var (name, tensor) in state.Tensors)
        {
            var parts = name.Split('.');
            if (parts.Length != 3 || parts[0] != "state" || !int.TryParse(parts[1], out int index) || (uint)index >= (uint)shapes.Length)
                throw new InvalidOperationException($"The saved optimizer state has '{name}', but there are only {shapes.Length} parameters: it belongs to another network.");
            if (!tensor.shape.SequenceEqual(shapes[index]))
                throw new InvalidOperationException(
                    $"The saved '{name}' is [{string.Join(", ", tensor.shape)}], but the parameter is [{string.Join(", ", shapes[index])}]: it belongs to another network.");
        }
    }

    private void Forget()
    {
        foreach (var (_, run) in _runs)
            run.Dispose();
        _runs.Clear();
        _waiting.Clear();
        int index = 0;
        foreach (var group in _groups)
            foreach (var parameter in group.Parameters)
                _waiting.Add((group, index++, parameter));
    }

    public void Dispose()
    {
        foreach (var (_, run) in _runs)
            run.Dispose();
        _runs.Clear();
        GC.SuppressFinalize(this);
    }
}
