// Labelling every step of a sequence with a bidirectional network. M. Schuster, K. Paliwal, "Bidirectional recurrent neural networks",
// 1997; for words, A. Graves, J. Schmidhuber, 2005, and Z. Huang et al., "Bidirectional LSTM-CRF models for sequence tagging", 2015.
// The idea: one layer reads forwards and one backwards, so that each label rests on the whole sequence.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Recurrent;

/// <summary>Tokens (N, T) to the scores of each label at each step (N, T, labels).</summary>
public sealed class SequenceLabeller : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> embedding, output;
    private readonly RecurrentLayer rnn;

    public SequenceLabeller(long vocabulary, long labels, long embed = 64, long width = 64, double dropout = 0) : base("sequence-labeller")
    {
        embedding = Embedding(vocabulary, embed);
        rnn = new LongShortTermMemory(embed, width, bidirectional: true);
        output = Sequential(Dropout(dropout), Linear(rnn.Width, labels));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        Expect.Tokens(tokens, "A sequence labeller");
        var x = embedding.call(tokens.t());                                 // (T, N, embed)
        var (h, _) = rnn.call(x, null);                                     // (T, N, 2 * width)
        return output.call(h).transpose(0, 1);                              // (N, T, labels)
    }
}
