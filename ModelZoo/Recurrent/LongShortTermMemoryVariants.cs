// Three relatives of the LSTM as cells of our own, compared in K. Greff et al., "LSTM: a search space odyssey", 2015.
// Without a forget gate: S. Hochreiter, J. Schmidhuber, "Long short-term memory", 1997. Peepholes: F. Gers, J. Schmidhuber, "Recurrent nets
// that time and count", 2000. Coupled gates: one gate forgets exactly what the other lets in.
// The input's part of all gates is one matrix product for the whole sequence; only the state's part runs step by step.

using static ModelZoo.Tracing.Functions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Recurrent;

public abstract class LongShortTermMemoryVariant : RecurrentLayer
{
    private readonly Module<Tensor, Tensor> fromInput, fromState;
    private readonly long gates;

    protected LongShortTermMemoryVariant(string name, long features, long width, long gates) : base(name, width)
    {
        this.gates = gates;
        fromInput = Linear(features, gates * width);
        fromState = Linear(width, gates * width, hasBias: false);
    }

    /// <summary>The new h and c from the gates' sums, each (N, width), and the old c.</summary>
    protected abstract (Tensor h, Tensor c) Step(Tensor[] sums, Tensor c);

    public override (Tensor output, Tensor[] state) forward(Tensor input, Tensor[]? state)
    {
        var h = state?[0] ?? zeros(input.shape[1], Width, dtype: input.dtype, device: input.device);
        var c = state?[1] ?? zeros(input.shape[1], Width, dtype: input.dtype, device: input.device);
        var inputs = fromInput.call(input).unbind(0);                       // T of (N, gates * width)
        var outputs = new Tensor[inputs.Length];
        for (var t = 0; t < inputs.Length; t++)
        {
            (h, c) = Step(Add(inputs[t], fromState.call(h)).chunk(gates, 1), c);
            outputs[t] = h;
        }
        return (stack(outputs, 0), [h, c]);
    }
}

/// <summary>c' = c + i ∘ g: what is in the cell stays.</summary>
public sealed class WithoutForgetGate : LongShortTermMemoryVariant
{
    public WithoutForgetGate(long features, long width) : base("lstm-no-forget", features, width, gates: 3) => RegisterComponents();

    protected override (Tensor h, Tensor c) Step(Tensor[] sums, Tensor c)
    {
        var (i, o, g) = (sums[0].sigmoid(), sums[1].sigmoid(), sums[2].tanh());
        c = Add(c, i * g);
        return (o * c.tanh(), c);
    }
}

/// <summary>The gates see the cell: i and f the old one, o the new one, each through a weight a unit.</summary>
public sealed class Peephole : LongShortTermMemoryVariant
{
    private readonly TorchSharp.Modules.Parameter seenByInput, seenByForget, seenByOutput;

    public Peephole(long features, long width) : base("lstm-peephole", features, width, gates: 4)
    {
        seenByInput = Parameter(0.1 * randn(width));
        seenByForget = Parameter(0.1 * randn(width));
        seenByOutput = Parameter(0.1 * randn(width));
        RegisterComponents();
    }

    protected override (Tensor h, Tensor c) Step(Tensor[] sums, Tensor c)
    {
        var i = Add(sums[0], seenByInput * c).sigmoid();
        var f = Add(sums[1], seenByForget * c).sigmoid();
        c = Add(f * c, i * sums[3].tanh());
        var o = Add(sums[2], seenByOutput * c).sigmoid();
        return (o * c.tanh(), c);
    }
}

/// <summary>c' = f ∘ c + (1 - f) ∘ g</summary>
public sealed class CoupledGates : LongShortTermMemoryVariant
{
    public CoupledGates(long features, long width) : base("lstm-coupled", features, width, gates: 3) => RegisterComponents();

    protected override (Tensor h, Tensor c) Step(Tensor[] sums, Tensor c)
    {
        var (f, o, g) = (sums[0].sigmoid(), sums[1].sigmoid(), sums[2].tanh());
        c = Add(f * c, Subtract(1, f) * g);
        return (o * c.tanh(), c);
    }
}
