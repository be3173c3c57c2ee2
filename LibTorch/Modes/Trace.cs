using ModelZoo.LibTorch.Operators;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>The operators of a network's forward pass, in the order in which they ran.</summary>
/// <remarks>
/// From three sources: libtorch shows all operators without a number among their arguments; layers whose operator takes one (LeakyReLU) are
/// read when they have run; Modes.Functions note themselves.
/// </remarks>
public sealed class Trace
{
    private Trace(TraceRecorder recorder, IReadOnlyList<TracedTensor> outputs) => (Operators, Inputs, Outputs) = (recorder.Operators, recorder.Inputs, outputs);

    public IReadOnlyList<TracedOperator> Operators { get; }

    public IReadOnlyList<TracedTensor> Inputs { get; }

    /// <summary>What the network returned.</summary>
    public IReadOnlyList<TracedTensor> Outputs { get; }

    /// <summary>Runs a network of one input and one output.</summary>
    /// <exception cref="TraceException">A tensor came from where a trace cannot look; the message says into which layer it went.</exception>
    public static Trace Of(nn.Module<Tensor, Tensor> network, Tensor input) => Run(network, [input], () => [network.call(input)]);

    /// <summary>Runs any network.</summary>
    /// <param name="inputs">The tensors that <paramref name="forward"/> gives to it.</param>
    /// <param name="forward">Calls the network and returns its outputs.</param>
    public static Trace Run(nn.Module network, IReadOnlyList<Tensor> inputs, Func<IEnumerable<Tensor>> forward)
    {
        using var scope = NewDisposeScope();
        using var recorder = new TraceRecorder(network, inputs, seen: null);
        Tensor[] outputs = [];
        recorder.During(() => outputs = [.. forward()], Interception.All);
        return new(recorder, [.. outputs.Select(recorder.Output)]);
    }

    /// <summary>
    /// Runs something and tells of each operator of this thread and its results as soon as it is done. Tensors from
    /// elsewhere are no error here.
    /// </summary>
    /// <param name="schemas">
    /// The operators to look for, as libtorch declares them: mm(Tensor self, Tensor mat2) -> Tensor. All if left out,
    /// which takes half a second at the first time.
    /// </param>
    public static void Watch(nn.Module network, Action action, Action<SeenOperator> seen, IEnumerable<string>? schemas = null)
    {
        using var recorder = new TraceRecorder(network, [], seen);
        recorder.During(action, schemas?.Select(Operator.Declared) ?? Interception.All);
    }
}
