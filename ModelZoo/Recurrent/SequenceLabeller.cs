// A label for every step of a sequence, from a bidirectional network. M. Schuster, K. Paliwal, "Bidirectional recurrent
// neural networks", 1997; for words, A. Graves, J. Schmidhuber, 2005, and Z. Huang et al., "Bidirectional LSTM-CRF
// models for sequence tagging", 2015.
// Idea: one layer reads forwards and one backwards, so that each label depends on the whole sequence.

namespace ModelZoo.Recurrent;

/// <summary>Takes tokens (N, T). Gives the score of each label at each step (N, T, labels).</summary>
public sealed class SequenceLabeller : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> embedding, output;
    private readonly RecurrentLayer rnn;

    public SequenceLabeller(long vocabulary, long labels, long embed = 64, long width = 64, double dropout = 0)
        : base("sequence-labeller")
    {
        embedding = Embedding(vocabulary, embed);
        rnn = new LongShortTermMemory(embed, width, bidirectional: true);
        output = Sequential(Dropout(dropout), Linear(rnn.Width, labels));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        var x = embedding.call(Expect.Tokens(tokens, "A sequence labeler").t());   // (T, N, embed)
        var (h, _) = rnn.call(x, null);                                     // (T, N, 2 * width)
        return output.call(h).transpose(0, 1);                              // (N, T, labels)
    }
}
