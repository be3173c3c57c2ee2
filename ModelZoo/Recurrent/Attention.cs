// Attention. Additive: D. Bahdanau, K. Cho, Y. Bengio, "Neural machine translation by jointly learning to align and
// translate", 2014.
// Scaled dot product: T. Luong et al., 2015; the scale is from A. Vaswani et al., "Attention is all you need", 2017.
// Idea: a query is compared with every key. The softmax of these scores weighs the values.

using static ModelZoo.Tracing.Functions;

namespace ModelZoo.Recurrent;

/// <summary>
/// Takes queries (N, Q, width), a memory (N, T, width) that is both keys and values, and its true lengths (N).
/// Gives (N, Q, width).
/// </summary>
public abstract class Attention : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> dropout;

    protected Attention(string name, double dropout) : base(name) => this.dropout = Dropout(dropout);

    /// <summary>(N, Q, T)</summary>
    protected abstract Tensor Score(Tensor queries, Tensor keys);

    public override Tensor forward(Tensor queries, Tensor memory, Tensor lengths)
    {
        var steps = Arange(memory.shape[1], memory.device).unsqueeze(0);
        var padded = steps >= lengths.unsqueeze(1);                         // (N, T)
        var weights = MaskedFill(Score(queries, memory), padded.unsqueeze(1), -1e6).softmax(-1);
        return dropout.call(weights).bmm(memory);
    }
}

/// <summary>v · tanh(W q + U k)</summary>
public sealed class AdditiveAttention : Attention
{
    private readonly Module<Tensor, Tensor> W_k, W_q, w_v;

    public AdditiveAttention(long width, double dropout) : base("additive-attention", dropout)
    {
        W_k = Linear(width, width, hasBias: false);
        W_q = Linear(width, width, hasBias: false);
        w_v = Linear(width, 1, hasBias: false);
        RegisterComponents();
    }

    protected override Tensor Score(Tensor queries, Tensor keys)
    {
        var sums = Add(W_q.call(queries).unsqueeze(2), W_k.call(keys).unsqueeze(1));   // (N, Q, T, width)
        return w_v.call(sums.tanh()).squeeze(-1);
    }
}

/// <summary>q · k / √width</summary>
public sealed class DotProductAttention : Attention
{
    public DotProductAttention(double dropout) : base("dot-product-attention", dropout) => RegisterComponents();

    protected override Tensor Score(Tensor queries, Tensor keys) =>
        queries.bmm(keys.transpose(1, 2)) / Math.Sqrt(queries.shape[^1]);
}
