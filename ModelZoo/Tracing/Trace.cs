using ModelZoo.LibTorch.Modes;
using ModelZoo.LibTorch.Operators;

namespace ModelZoo.Tracing;

/// <summary>The operators of a network's forward pass, in the order in which they ran.</summary>
/// <remarks>
/// They come from three sources. libtorch shows every operator that takes no number. Layers whose operator takes one,
/// such as LeakyReLU, are read by hooks when they run. Functions adds itself.
/// </remarks>
public sealed class Trace
{
    private Trace(TraceRecorder recorder, IReadOnlyList<TracedTensor> outputs) =>
        (Operators, Inputs, Outputs) = (recorder.Operators, recorder.Inputs, outputs);

    public IReadOnlyList<TracedOperator> Operators { get; }

    public IReadOnlyList<TracedTensor> Inputs { get; }

    /// <summary>What the network returned.</summary>
    public IReadOnlyList<TracedTensor> Outputs { get; }

    /// <summary>Runs a network of one input and one output.</summary>
    /// <exception cref="TraceException">
    /// A tensor was computed in a way that a trace cannot see; the message names the layer that it went into.
    /// </exception>
    public static Trace Of(Module<Tensor, Tensor> network, Tensor input) =>
        Run(network, [input], () => [network.call(input)]);

    /// <summary>Runs any network.</summary>
    /// <param name="inputs">The tensors that <paramref name="forward"/> gives to it.</param>
    /// <param name="forward">Calls the network and returns its outputs.</param>
    public static Trace Run(Module network, IReadOnlyList<Tensor> inputs, Func<IEnumerable<Tensor>> forward)
    {
        using var scope = NewDisposeScope();
        using var recorder = new TraceRecorder(network, inputs, seen: null);
        Tensor[] outputs = [];
        recorder.During(() => outputs = [.. forward()], Interception.All);
        return new(recorder, [.. outputs.Select(recorder.Output)]);
    }

    /// <summary>
    /// Runs an action and reports each operator of this thread with its results as soon as it is done. Tensors of any
    /// origin are allowed here.
    /// </summary>
    /// <param name="schemas">
    /// The operators to look for, as libtorch declares them: mm(Tensor self, Tensor mat2) -> Tensor. All operators if
    /// left out, which takes half a second the first time.
    /// </param>
    public static void Watch(
        Module network, Action action, Action<SeenOperator> seen, IEnumerable<string>? schemas = null)
    {
        using var recorder = new TraceRecorder(network, [], seen);
        recorder.During(action, schemas?.Select(Operator.Declared) ?? Interception.All);
    }
}
