using ModelZoo.LibTorch.Operators;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>An optimizer that changes all parameters of a group together, by operators on lists of tensors.</summary>
public abstract class ListOptimizer : Optimizer
{
    private static readonly Script Shrink = new("", "share", "torch._foreach_mul_(weights, share)");
    private ParameterList _list = new(0, 0);

    private protected ListOptimizer(IEnumerable<Tensor> parameters, params (string Name, double Value)[] defaults)
        : base(parameters, defaults) { }

    /// <summary>
    /// Every rule of this kind knows weight decay: added to the gradient, or with `decoupled` a shrinking of the
    /// weights apart from it.
    /// </summary>
    private protected static (string, double)[] WithDecay(params (string, double)[] defaults) =>
        [.. defaults, ("weight_decay", 0), ("decoupled", 0)];

    /// <summary>
    /// The decay that the rule has to add to the gradient. Decoupled decay is done here: the weights shrink.
    /// </summary>
    private protected static double Decay(ParameterGroup group, ParameterList list)
    {
        double decay = group["weight_decay"];
        if (!group.Is("decoupled"))
            return decay;
        if (decay != 0)
            Shrink.Run(list, 1 - group.lr * decay);
        return 0;
    }

    /// <summary>
    /// The states that are kept of each parameter, under PyTorch's names, and what they are before the first step.
    /// </summary>
    private protected abstract (string Name, double Initial)[] States(ParameterGroup group);

    /// <summary>Changes parameters and states by the gradients.</summary>
    private protected abstract void Change(ParameterGroup group, ParameterList list);

    public sealed override int StatesPerElement => States(param_groups[0]).Length;

    protected sealed override void Update(ParameterGroup group, ReadOnlySpan<ParameterState> states,
        ReadOnlySpan<Tensor> gradients)
    {
        // Parameters that began late, or are of another type or device, follow apart; usually all are alike.
        for (int start = 0, end; start < states.Length; start = end)
        {
            for (end = start + 1; end < states.Length && Alike(states[start], states[end]); end++) { }
            Fill(States(group), states[start..end], gradients[start..end]);
            Change(group, _list);
        }
    }

    private static bool Alike(ParameterState left, ParameterState right) =>
        left.Step == right.Step && left.Parameter.dtype == right.Parameter.dtype
        && left.Parameter.device_type == right.Parameter.device_type
        && left.Parameter.device_index == right.Parameter.device_index;

    private void Fill((string Name, double Initial)[] kept, ReadOnlySpan<ParameterState> states,
        ReadOnlySpan<Tensor> gradients)
    {
        if (_list.Parameters.Length != states.Length || _list.States.Length != kept.Length)
            _list = new(states.Length, kept.Length);
        _list.Step = states[0].Step;
        for (int i = 0; i < states.Length; i++)
        {
            var parameter = _list.Parameters[i] = states[i].Parameter;
            if (!MemoryFormats.IsDense(parameter))
                throw new NotSupportedException(
                    "A parameter's elements overlap or lie apart in memory (it was expanded "
                    + "or cut from another tensor): give the network a clone of it.");
            _list.Gradients[i] = MemoryFormats.Like(parameter, gradients[i]);
            for (int s = 0; s < kept.Length; s++)
                _list.States[s][i] = Kept(states[i], kept[s].Name, kept[s].Initial);
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
