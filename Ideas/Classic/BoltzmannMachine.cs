// Restricted Boltzmann machine. P. Smolensky, 1986; G. Hinton, "Training products of experts by minimizing contrastive
// divergence", 2002; T. Tieleman, "Training restricted Boltzmann machines using approximations to the likelihood
// gradient", 2008 (persistent chains); nndl, section 12.2; "Deep Learning", sections 18.2 and 20.2.
// Idea: E(v, h) = -v'Wh - b'v - c'h. Units of one side are independent given the other, so sampling goes back and
// forth. The gradient of the likelihood is the data's v h' minus the model's. A few steps of sampling stand for the
// model.

namespace ModelZoo.Ideas.Classic;

/// <param name="W">(visible, hidden).</param>
internal sealed record BoltzmannMachine(Tensor W, Tensor VisibleBias, Tensor HiddenBias)
{
    internal static BoltzmannMachine Create(long visible, long hidden, Generator random) => new(
        randn([visible, hidden], generator: random) * 0.01, zeros(visible), zeros(hidden));

    internal Tensor Hidden(Tensor v) => (v.matmul(W) + HiddenBias).sigmoid();

    internal Tensor Visible(Tensor h) => (h.matmul(W.t()) + VisibleBias).sigmoid();

    /// <summary>Some steps of Gibbs sampling.</summary>
    internal Tensor Sample(Tensor v, int steps, Generator random)
    {
        for (int step = 0; step < steps; step++)
            v = Draw(Visible(Draw(Hidden(v), random)), random);
        return v;
    }

    /// <summary>
    /// One step of contrastive divergence, with the chains beginning at the data; or of its persistent kind, with
    /// chains that go on from the last step.
    /// </summary>
    /// <returns>Where the chains stand now.</returns>
    internal Tensor Learn(Tensor data, Tensor chains, int steps, double rate, Generator random)
    {
        var model = Sample(chains, steps, random);
        var (seen, dreamt) = (Hidden(data), Hidden(model));
        W.add_(rate * (data.t().matmul(seen) / data.shape[0] - model.t().matmul(dreamt) / model.shape[0]));
        VisibleBias.add_(rate * (data.mean([0]) - model.mean([0])));
        HiddenBias.add_(rate * (seen.mean([0]) - dreamt.mean([0])));
        return model;
    }

    /// <summary>-log of the sum of exp(-E(v, h)) over all h.</summary>
    internal Tensor FreeEnergy(Tensor v) =>
        -(v.mv(VisibleBias) + nn.functional.softplus(v.matmul(W) + HiddenBias).sum(1));

    /// <summary>
    /// The sum over pixels of log p(pixel | all others), estimated by one random pixel of each image.
    /// </summary>
    internal double PseudoLikelihood(Tensor v, Generator random)
    {
        var pixels = randint(0, v.shape[1], [v.shape[0], 1], generator: random);
        var flipped = v.scatter(1, pixels, 1 - v.gather(1, pixels));
        var difference = FreeEnergy(flipped) - FreeEnergy(v);
        return v.shape[1] * nn.functional.logsigmoid(difference).mean().to(float64).item<double>();
    }

    /// <summary>log Z by the sum over all states of the hidden units: 2^20 at most.</summary>
    internal double ExactLogZ()
    {
        int units = (int)HiddenBias.shape[0];
        if (units > 20)
            throw new ArgumentException($"2^{units} states of {units} hidden units are too many: take at most 20.");
        var exponent = arange(units);
        var parts = new List<Tensor>();
        const int Chunk = 1 << 12;
        for (long from = 0; from < 1L << units; from += Chunk)
        {
            using var scope = NewDisposeScope();
            var states = arange(from, Math.Min(from + Chunk, 1L << units));
            var h = states.unsqueeze(1).bitwise_right_shift(exponent).bitwise_and(ones(1, int64)).to(W.dtype);
            var logs = h.mv(HiddenBias) + nn.functional.softplus(h.matmul(W.t()) + VisibleBias).sum(1);
            parts.Add(logs.to(float64).logsumexp(0).MoveToOuterDisposeScope());
        }
        return stack(parts).logsumexp(0).item<double>();
    }

    /// <summary>
    /// log Z by annealed importance sampling: R. Neal, 2001; R. Salakhutdinov, I. Murray, 2008. The weights are turned
    /// on little by little, from independent pixels to the machine.
    /// </summary>
    internal double AnnealedLogZ(int chains, int temperatures, Tensor baseBias, Generator random)
    {
        var v = Draw(baseBias.sigmoid().expand(chains, -1), random);
        var logWeights = zeros(chains, dtype: float64);
        double hidden = HiddenBias.shape[0] * Math.Log(2);
        for (int i = 1; i <= temperatures; i++)
        {
            using var scope = NewDisposeScope();
            double from = (i - 1.0) / temperatures, to = (double)i / temperatures;
            var moved = logWeights + (At(to, v) - At(from, v)).to(float64);
            var h = Draw((to * (v.matmul(W) + HiddenBias)).sigmoid(), random);
            var next = Draw(((1 - to) * baseBias + to * (h.matmul(W.t()) + VisibleBias)).sigmoid(), random);
            logWeights = moved.MoveToOuterDisposeScope();
            v = next.MoveToOuterDisposeScope();
        }
        double baseLogZ = nn.functional.softplus(baseBias).sum().to(float64).item<double>() + hidden;
        return baseLogZ + logWeights.logsumexp(0).item<double>() - Math.Log(chains);

        // The log of the unnormalized probability at a temperature, summed over the hidden units.
        Tensor At(double share, Tensor state) => (1 - share) * state.mv(baseBias) + share * state.mv(VisibleBias)
            + nn.functional.softplus(share * (state.matmul(W) + HiddenBias)).sum(1);
    }

    internal static Tensor Draw(Tensor probabilities, Generator random) => bernoulli(probabilities, generator: random);
}
