using ModelZoo.Tables;

namespace ModelZoo;

/// <summary>Makes a batch of the right shape for any entry, and runs any network on a batch.</summary>
public static class Example
{
    /// <summary>Noise for images and vectors, random symbols for tokens, and the network's further inputs.</summary>
    public static Tensor[] Inputs(Entry entry, ModelArguments arguments, int batch)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(arguments);
        var (classes, channels, size, _, _) = arguments;
        return entry.Input.Kind switch
        {
            InputKind.Vector => [rand(batch, channels * size)],
            InputKind.Image when entry.Task == TaskKind.Variational =>
                [rand(batch, channels, size, size), Labels(classes, batch)],
            InputKind.Image => [rand(batch, channels, size, size)],
            InputKind.Tokens when entry.Task == TaskKind.SequenceLabelling => [Labels(channels, batch, size)],
            InputKind.Tokens => [Labels(classes, batch, size)],
            _ => [Labels(channels, batch, size), Lengths(size, batch), Labels(classes, batch, size)],
        };
    }

    /// <summary>The output that the loss compares: logits, or the reconstruction.</summary>
    public static Tensor Run(Module network, params Tensor[] inputs) => network switch
    {
        Module<Tensor, Tensor> one => one.call(inputs[0]),
        Module<Tensor, Tensor[]?, (Tensor logits, Tensor[] state)> stateful => stateful.call(inputs[0], null).logits,
        Module<Tensor, Tensor?, (Tensor reconstruction, Tensor mean, Tensor logVariance)> variational =>
            variational.call(inputs[0], inputs.Length > 1 ? inputs[1] : null).reconstruction,
        Module<Tensor, Tensor, Tensor, Tensor> pairs => pairs.call(inputs[0], inputs[1], inputs[2]),
        _ => throw new ArgumentException(
            $"{network.GetName()} has inputs or outputs that no task here knows: "
            + "derive it from Module<Tensor, Tensor>."),
    };

    private static Tensor Labels(int classes, params long[] shape) =>
        (rand(shape) * classes).floor().to_type(ScalarType.Int64);

    private static Tensor Lengths(int value, int count) => ones(count, dtype: ScalarType.Int64) * value;
}
