// The recurrent networks of libtorch behind one interface, so that every model here takes any cell.
// RNN: J. Elman, "Finding structure in time", 1990.
// LSTM: S. Hochreiter, J. Schmidhuber, 1997, with the forget gate of F. Gers et al., 2000.
// GRU: K. Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014.

namespace ModelZoo.Recurrent;

/// <summary>
/// Takes a sequence (T, N, features) and a state, or null for zeros.
/// Gives the outputs (T, N, Width) and the next state.
/// </summary>
public abstract class RecurrentLayer(string name, long width)
    : Module<Tensor, Tensor[]?, (Tensor output, Tensor[] state)>(name)
{
    public long Width { get; } = width;

    /// <summary>A part of the state (N, Width), or zeros where there is none.</summary>
    protected Tensor Start(Tensor input, Tensor[]? state, int part) =>
        state?[part] ?? zeros(input.shape[1], Width, dtype: input.dtype, device: input.device);
}

/// <summary>A layer of libtorch whose state is its last output.</summary>
public abstract class SimpleRecurrentLayer : RecurrentLayer
{
    private readonly Module<Tensor, Tensor?, (Tensor output, Tensor h)> rnn;

    protected SimpleRecurrentLayer(
        string name, long width, bool bidirectional, Module<Tensor, Tensor?, (Tensor output, Tensor h)> rnn)
        : base(name, bidirectional ? 2 * width : width)
    {
        this.rnn = rnn;
        RegisterComponents();
    }

    public override (Tensor output, Tensor[] state) forward(Tensor input, Tensor[]? state)
    {
        var (output, h) = rnn.call(input, state?[0]);
        return (output, [h]);
    }
}

/// <summary>h' = tanh(W x + b + U h + c)</summary>
public sealed class Elman(long features, long width, long layers = 1, double dropout = 0, bool bidirectional = false)
    : SimpleRecurrentLayer("rnn", width, bidirectional,
        RNN(features, width, layers, dropout: dropout, bidirectional: bidirectional));

/// <summary>Gates r, z = σ(...); n = tanh(W x + b + r ∘ (U h + c)); h' = (1 - z) ∘ n + z ∘ h</summary>
public sealed class GatedRecurrentUnit(
    long features, long width, long layers = 1, double dropout = 0, bool bidirectional = false)
    : SimpleRecurrentLayer("gru", width, bidirectional,
        GRU(features, width, layers, dropout: dropout, bidirectional: bidirectional));

/// <summary>Gates i, f, o = σ(...); g = tanh(...); c' = f ∘ c + i ∘ g; h' = o ∘ tanh(c')</summary>
public sealed class LongShortTermMemory : RecurrentLayer
{
    private readonly TorchSharp.Modules.LSTM rnn;

    public LongShortTermMemory(
        long features, long width, long layers = 1, double dropout = 0, bool bidirectional = false)
        : base("lstm", bidirectional ? 2 * width : width)
    {
        rnn = LSTM(features, width, layers, dropout: dropout, bidirectional: bidirectional);
        RegisterComponents();
    }

    public override (Tensor output, Tensor[] state) forward(Tensor input, Tensor[]? state)
    {
        var (output, h, c) = rnn.call(input, state is null ? null : (state[0], state[1]));
        return (output, [h, c]);
    }
}
