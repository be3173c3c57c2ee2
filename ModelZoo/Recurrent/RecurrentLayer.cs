// The recurrent networks of libtorch behind one shape, so that the cell is an argument of every model here.
// RNN: J. Elman, "Finding structure in time", 1990. LSTM: S. Hochreiter, J. Schmidhuber, 1997, with the forget gate of F. Gers et al., 2000.
// GRU: K. Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014.

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Recurrent;

/// <summary>A sequence (T, N, features) and a state, null for zeros, to the outputs (T, N, Width) and the state after it.</summary>
public abstract class RecurrentLayer(string name, long width) : Module<Tensor, Tensor[]?, (Tensor output, Tensor[] state)>(name)
{
    public long Width { get; } = width;
}

/// <summary>h' = tanh(W x + b + U h + c)</summary>
public sealed class Elman : RecurrentLayer
{
    private readonly TorchSharp.Modules.RNN rnn;

    public Elman(long features, long width, long layers = 1, double dropout = 0, bool bidirectional = false) : base("rnn", bidirectional ? 2 * width : width)
    {
        rnn = RNN(features, width, layers, dropout: dropout, bidirectional: bidirectional);
        RegisterComponents();
    }

    public override (Tensor output, Tensor[] state) forward(Tensor input, Tensor[]? state)
    {
        var (output, h) = rnn.call(input, state?[0]);
        return (output, [h]);
    }
}

/// <summary>Gates r, z = σ(...); n = tanh(W x + b + r ∘ (U h + c)); h' = (1 - z) ∘ n + z ∘ h</summary>
public sealed class GatedRecurrentUnit : RecurrentLayer
{
    private readonly TorchSharp.Modules.GRU rnn;

    public GatedRecurrentUnit(long features, long width, long layers = 1, double dropout = 0, bool bidirectional = false) : base("gru", bidirectional ? 2 * width : width)
    {
        rnn = GRU(features, width, layers, dropout: dropout, bidirectional: bidirectional);
        RegisterComponents();
    }

    public override (Tensor output, Tensor[] state) forward(Tensor input, Tensor[]? state)
    {
        var (output, h) = rnn.call(input, state?[0]!);
        return (output, [h]);
    }
}

/// <summary>Gates i, f, o = σ(...); g = tanh(...); c' = f ∘ c + i ∘ g; h' = o ∘ tanh(c')</summary>
public sealed class LongShortTermMemory : RecurrentLayer
{
    private readonly TorchSharp.Modules.LSTM rnn;

    public LongShortTermMemory(long features, long width, long layers = 1, double dropout = 0, bool bidirectional = false) : base("lstm", bidirectional ? 2 * width : width)
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
