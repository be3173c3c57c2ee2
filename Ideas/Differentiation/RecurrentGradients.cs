// Two ways to the gradient of a recurrent network. P. Werbos, "Backpropagation through time", 1990; R. Williams and
// D. Zipser, "A learning algorithm for continually running fully recurrent neural networks", 1989; nndl, section 6.4.
// Idea: BPTT goes through the sequence backwards and needs all states (equations 6.34 to 6.40). RTRL carries the
// derivative of the state with respect to every weight along with the state (6.41 to 6.44), and needs no past.
// The network: h_t = tanh(U h_{t-1} + W x_t + b), loss = sum over t of half |h_t - y_t|^2.

namespace ModelZoo.Ideas.Differentiation;

/// <param name="Weights">(H, H + D + 1): U, W and b side by side.</param>
internal sealed record RecurrentGradients(Tensor Weights, int Hidden)
{
    private int Columns => (int)Weights.shape[1];

    /// <summary>Multiply-adds of one gradient, and the numbers that must be kept.</summary>
    internal (long Work, long Memory) BpttCost(long steps) =>
        (steps * Hidden * (2 * Columns + Hidden), steps * Columns);

    internal (long Work, long Memory) RtrlCost(long steps)
    {
        long weights = (long)Hidden * Columns;
        return (steps * (weights + Hidden * Hidden * weights + Hidden * weights), Hidden * weights);
    }

    /// <summary>Back-propagation through time.</summary>
    internal Tensor Bptt(Tensor x, Tensor y)
    {
        var (seen, states) = Forward(x);
        var gradient = zeros_like(Weights);
        var later = zeros(Hidden, dtype: Weights.dtype);                    // what the next step hands back to h_t
        for (int t = states.Length - 1; t >= 0; t--)
        {
            var error = (states[t] - y[t] + later) * (1 - states[t].square());
            gradient += error.outer(seen[t]);
            later = Weights.narrow(1, 0, Hidden).t().mv(error);
        }
        return gradient;
    }

    /// <summary>Real-time recurrent learning.</summary>
    internal Tensor Rtrl(Tensor x, Tensor y)
    {
        var (h, gradient) = (zeros(Hidden, dtype: Weights.dtype), zeros_like(Weights));
        var sensitivity = zeros(Hidden, Hidden * Columns, dtype: Weights.dtype);   // dh / dWeights
        var own = eye(Hidden, dtype: Weights.dtype).unsqueeze(2);           // weight (i, j) reaches unit i directly
        for (int t = 0; t < x.shape[0]; t++)
        {
            var seen = Seen(h, x[t]);
            h = Weights.mv(seen).tanh();
            sensitivity = (1 - h.square()).unsqueeze(1)
                * (Weights.narrow(1, 0, Hidden).matmul(sensitivity) + (own * seen).flatten(1));
            gradient += (h - y[t]).matmul(sensitivity).view_as(Weights);
        }
        return gradient;
    }

    /// <summary>The loss, for autograd.</summary>
    internal Tensor Loss(Tensor x, Tensor y) => (stack(Forward(x).States) - y).square().sum() / 2;

    private (Tensor[] Seen, Tensor[] States) Forward(Tensor x)
    {
        var (seen, states) = (new List<Tensor>(), new List<Tensor>());
        for (int t = 0; t < x.shape[0]; t++)
        {
            seen.Add(Seen(t == 0 ? zeros(Hidden, dtype: Weights.dtype) : states[^1], x[t]));
            states.Add(Weights.mv(seen[^1]).tanh());
        }
        return ([.. seen], [.. states]);
    }

    private Tensor Seen(Tensor h, Tensor x) => cat([h, x, ones(1, dtype: Weights.dtype)]);
}
