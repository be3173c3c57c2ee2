// Classification of a sequence by the output of its last step. Images are read row by row.
// Q. Le, N. Jaitly, G. Hinton, "A simple way to initialize recurrent networks of rectified linear units", 2015, made
// MNIST a sequence.
// Idea: whatever the length, the last output has seen everything.

namespace ModelZoo.Recurrent;

public sealed class SequenceClassifier : ImageNetwork
{
    private readonly RecurrentLayer rnn;
    private readonly Module<Tensor, Tensor> output;

    /// <param name="rnn">Takes channels * size features: one row of the image.</param>
    public SequenceClassifier(RecurrentLayer rnn, long classes = 10, long channels = 1, long size = 28)
        : base("sequence-classifier", channels, size, side => side)
    {
        this.rnn = rnn;
        output = Linear(rnn.Width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)                            // (N, channels, 28, 28)
    {
        var rows = Checked(input).permute(2, 0, 1, 3).flatten(2);           // (28, N, channels * 28)
        var (h, _) = rnn.call(rows, null);                                  // (28, N, width)
        return output.call(h[-1]);                                          // (N, classes)
    }
}
