// Classifying a sequence by the state after its last step; images are read row by row.
// Q. Le, N. Jaitly, G. Hinton, "A simple way to initialize recurrent networks of rectified linear units", 2015, made MNIST a sequence.
// The idea: whatever the length, the last output has seen everything.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Recurrent;

public sealed class SequenceClassifier : Module<Tensor, Tensor>
{
    private readonly RecurrentLayer rnn;
    private readonly Module<Tensor, Tensor> output;
    private readonly long channels, size;

    /// <summary>The layer takes channels * size features: one row of the image.</summary>
    public SequenceClassifier(RecurrentLayer rnn, long classes = 10, long channels = 1, long size = 28) : base("sequence-classifier")
    {
        (this.rnn, this.channels, this.size) = (rnn, channels, size);
        output = Linear(rnn.Width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)                            // (N, channels, 28, 28)
    {
        Expect.Image(input, GetName(), channels, size, side => side);
        var rows = input.permute(2, 0, 1, 3).flatten(2);                    // (28, N, channels * 28)
        var (h, _) = rnn.call(rows, null);                                  // (28, N, width)
        return output.call(h[-1]);                                          // (N, classes)
    }
}
