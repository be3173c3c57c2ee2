using ModelZoo.LibTorch.Operators;

namespace ModelZoo.Training.Optimizers;

/// <summary>An optimizer that changes all parameters of a group together, by operators on lists of tensors.</summary>
public abstract class ListOptimizer : Optimizer
{
    private static readonly Script Shrink = new("", "share", "torch._foreach_mul_(weights, share)");

    // Kept, so that a step leaves no garbage behind.
    private readonly List<(ParameterState State, Tensor Gradient)> _changing = [];
    private ParameterList _list = new(0, 0);

    private protected ListOptimizer(IEnumerable<Tensor> parameters, params (string Name, double Value)[] defaults)
        : base(parameters, defaults) { }

    /// <summary>Weight decay, which every rule has: added to the gradient, or with `decoupled` apart from it.</summary>
    private protected static (string, double)[] WithDecay(params (string, double)[] defaults) =>
        [.. defaults, ("weight_decay", 0), ("decoupled", 0)];

    /// <summary>The decay that the rule must add to the gradient. Decoupled decay happens here.</summary>
    private protected static double Decay(ParameterGroup group, ParameterList list)
    {
        double decay = group["weight_decay"];
        if (!group.Is("decoupled"))
            return decay;
        if (decay != 0)
            Shrink.Run(list, 1 - group.lr * decay);
        return 0;
    }

    /// <summary>The states of each parameter under PyTorch's names, with their values before the first step.</summary>
    private protected abstract (string Name, double Initial)[] States(ParameterGroup group);

    /// <summary>Changes parameters and states by the gradients.</summary>
    private protected abstract void Change(ParameterGroup group, ParameterList list);

    public sealed override int StatesPerElement => States(param_groups[0]).Length;

    public sealed override Tensor? step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        for (int g = 0; g < param_groups.Count; g++)
        {
            var group = param_groups[g];
            _changing.Clear();
            foreach (var state in group.States)
                if (state.Parameter.grad is { } gradient)
                {
                    state.Step++;
                    _changing.Add((state, gradient));
                }
            // Usually all are alike. Those with fewer steps, another type or another device form lists of their own.
            for (int start = 0, end; start < _changing.Count; start = end)
            {
                end = start + 1;
                while (end < _changing.Count && Alike(_changing[start].State, _changing[end].State))
                    end++;
                Fill(States(group), start, end - start);
                Change(group, _list);
            }
        }
        _changing.Clear();
        return loss;
    }

    private static bool Alike(ParameterState left, ParameterState right) =>
        left.Step == right.Step && left.Parameter.dtype == right.Parameter.dtype
        && left.Parameter.device_type == right.Parameter.device_type
        && left.Parameter.device_index == right.Parameter.device_index;

    private void Fill((string Name, double Initial)[] kept, int start, int count)
    {
        if (_list.Parameters.Length != count || _list.States.Length != kept.Length)
            _list = new(count, kept.Length);
        _list.Step = _changing[start].State.Step;
        for (int i = 0; i < count; i++)
        {
            var (state, gradient) = _changing[start + i];
            var parameter = _list.Parameters[i] = state.Parameter;
            if (!MemoryFormats.IsDense(parameter))
                throw new NotSupportedException("A parameter's elements overlap or lie apart in memory (it was "
                    + "expanded or cut from another tensor): give the network a clone of it.");
            _list.Gradients[i] = MemoryFormats.Like(parameter, gradient);
            for (int s = 0; s < kept.Length; s++)
                _list.States[s][i] = Kept(state, kept[s].Name, kept[s].Initial);
        }
    }

    // If the network has been given another memory format since, the state follows it.
    private static Tensor Kept(ParameterState state, string name, double initial)
    {
        var tensor = state.State(name, initial);
        return MemoryFormats.Same(state.Parameter, tensor)
            ? tensor
            : state.Replace(name, MemoryFormats.Like(state.Parameter, tensor));
    }
}
