// Three variants of the LSTM, compared in K. Greff et al., "LSTM: a search space odyssey", 2015.
// Without a forget gate: S. Hochreiter, J. Schmidhuber, "Long short-term memory", 1997.
// Peepholes: F. Gers, J. Schmidhuber, "Recurrent nets that time and count", 2000.
// Coupled gates: one gate forgets as much as it lets in.
// One matrix product brings the input to all gates for the whole sequence. Only the state's product runs step by step.

using static ModelZoo.Tracing.Functions;

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

    /// <summary>The new h and c from the sums of the gates, each (N, width), and the old c.</summary>
    protected abstract (Tensor h, Tensor c) Step(Tensor[] sums, Tensor c);

    public override (Tensor output, Tensor[] state) forward(Tensor input, Tensor[]? state)
    {
        var (h, c) = (Start(input, state, part: 0), Start(input, state, part: 1));
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

/// <summary>c' = c + i ∘ g: the cell keeps all it has.</summary>
public sealed class WithoutForgetGate : LongShortTermMemoryVariant
{
    public WithoutForgetGate(long features, long width)
        : base("lstm-no-forget", features, width, gates: 3) => RegisterComponents();

    protected override (Tensor h, Tensor c) Step(Tensor[] sums, Tensor c)
    {
        var (i, o, g) = (sums[0].sigmoid(), sums[1].sigmoid(), sums[2].tanh());
        c = Add(c, i * g);
        return (o * c.tanh(), c);
    }
}

/// <summary>The gates see the cell, with one weight for each unit: i and f the old cell, o the new one.</summary>
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
    public CoupledGates(long features, long width)
        : base("lstm-coupled", features, width, gates: 3) => RegisterComponents();

    protected override (Tensor h, Tensor c) Step(Tensor[] sums, Tensor c)
    {
        var (f, o, g) = (sums[0].sigmoid(), sums[1].sigmoid(), sums[2].tanh());
        c = Add(f * c, Subtract(1, f) * g);
        return (o * c.tanh(), c);
    }
}
