using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>An optimizer whose rule treats every element alike: fused into one pass in main memory, over lists of tensors elsewhere.</summary>
public abstract class ElementwiseOptimizer<TRule> : Optimizer where TRule : struct, IRule
{
    private FusedWalk.Part[] _parts = [];

    protected ElementwiseOptimizer(IEnumerable<Tensor> parameters, params (string Name, double Value)[] defaults)
        : base(parameters, [.. defaults, ("weight_decay", 0), ("decoupled", 0)]) { }

    /// <summary>The rule with its numbers for a step, which is 1 at first.</summary>
    protected abstract TRule Rule(ParameterGroup group, long step);

    public sealed override int StatesPerElement
    {
        get
        {
            var (first, second, third) = Rule(param_groups[0], 1).States;
            return new[] { first, second, third }.Count(name => name is not null);
        }
    }

    protected sealed override void Update(ParameterGroup group, ReadOnlySpan<ParameterState> states, ReadOnlySpan<Tensor> gradients)
    {
        // Parameters that began late, or are of another type or device, are walked apart; usually all are alike.
        for (int start = 0, end; start < states.Length; start = end)
        {
            for (end = start + 1; end < states.Length && Alike(states[start], states[end]); end++) { }
            var rule = Rule(group, states[start].Step);
            var some = states[start..end];
            var theirs = gradients[start..end];
            var first = some[0].Parameter;
            if (first.device_type == TorchSharp.DeviceType.CPU && first.dtype == float32)
                Fused<float>(rule, new Decay(group), some, theirs);
            else if (first.device_type == TorchSharp.DeviceType.CPU && first.dtype == float64)
                Fused<double>(rule, new Decay(group), some, theirs);
            else
                Listed(rule, new Decay(group), some, theirs);
        }
    }

    private static bool Alike(ParameterState left, ParameterState right) => left.Step == right.Step
        && left.Parameter.dtype == right.Parameter.dtype && left.Parameter.device_type == right.Parameter.device_type && left.Parameter.device_index == right.Parameter.device_index;

    private void Fused<T>(TRule rule, Decay decay, ReadOnlySpan<ParameterState> states, ReadOnlySpan<Tensor> gradients)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (names, initial) = (rule.States, rule.Initial);
        if (_parts.Length < states.Length)
            _parts = new FusedWalk.Part[states.Length];
        for (int i = 0; i < states.Length; i++)
        {
            var (state, parameter) = (states[i], states[i].Parameter);
            _parts[i] = new FusedWalk.Part(Memory.Address(parameter), Memory.Address(Like(parameter, gradients[i])),
                Kept(state, names.First, initial.First), Kept(state, names.Second, initial.Second), Kept(state, names.Third, initial.Third), parameter.numel());
        }
        FusedWalk.Run<T, TRule>(rule, decay, _parts.AsSpan(0, states.Length), get_num_threads());

        static nint Kept(ParameterState state, string? name, double initial)
        {
            if (name is null)
                return 0;
            var tensor = state.State(name, initial);
            var alike = Like(state.Parameter, tensor);
            // The network has been given another memory layout since: the state follows it.
            return Memory.Address(ReferenceEquals(alike, tensor) ? tensor : state.Replace(name, alike));
        }
    }

    /// <summary>The tensor in the memory layout of the parameter: itself, unless they differ.</summary>
    private static Tensor Like(Tensor parameter, Tensor tensor)
    {
        if (parameter.is_contiguous() && tensor.is_contiguous())
            return tensor;
        if (!Dense(parameter))
            throw new NotSupportedException("A parameter's elements overlap or lie apart in memory (it was expanded or cut from another tensor): give the network a clone of it.");
        for (int dim = 0; dim < parameter.ndim; dim++)
            if (parameter.stride(dim) != tensor.stride(dim))
                return empty_like(parameter).copy_(tensor);
        return tensor;
    }

    // Each stride, from the smallest on, is as far as the dimensions before it reach.
    private static bool Dense(Tensor tensor)
    {
        for (long expected = 1, elements = tensor.numel(); expected < elements;)
        {
            int next = 0;
            while (next < tensor.ndim && (tensor.stride(next) != expected || tensor.size(next) == 1))
                next++;
            if (next == tensor.ndim)
                return false;
            expected *= tensor.size(next);
        }
        return true;
    }

    private static void Listed(TRule rule, Decay decay, ReadOnlySpan<ParameterState> states, ReadOnlySpan<Tensor> gradients)
    {
        var (names, initial) = (rule.States, rule.Initial);
        var parameters = new Tensor[states.Length];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = states[i].Parameter;
        var (first, second, third) = (Kept(states, names.First, initial.First), Kept(states, names.Second, initial.Second), Kept(states, names.Third, initial.Third));
        Elements p = new(parameters), g = new(gradients.ToArray()), a = new(first), b = new(second), c = new(third);
        decay.Apply(ref p, ref g);
        rule.Apply(ref p, g, ref a, ref b, ref c);
        Write(parameters, p);
        Write(first, a);
        Write(second, b);
        Write(third, c);

        static Tensor[] Kept(ReadOnlySpan<ParameterState> states, string? name, double initial)
        {
            var kept = new Tensor[name is null ? 0 : states.Length];
            for (int i = 0; i < kept.Length; i++)
                kept[i] = states[i].State(name!, initial);
            return kept;
        }

        static void Write(Tensor[] to, Elements from)
        {
            for (int i = 0; i < to.Length; i++)
                if (!ReferenceEquals(to[i], from.Values[i]))
                    to[i].copy_(from.Values[i]);
        }
    }
}
