// Competitive learning and the self-organizing map. D. Rumelhart, D. Zipser, "Feature discovery by competitive
// learning", 1985; T. Kohonen, "Self-organized formation of topologically correct feature maps", 1982.
// Idea: units compete for an example; the nearest wins and moves towards it, the others are inhibited. In a map the
// winner takes its neighbors with it, so that neighboring units come to stand for similar examples.

namespace ModelZoo.Ideas.Classic;

/// <param name="Units">(units, features).</param>
/// <param name="Places">(units, 2): where each unit lies in the map.</param>
internal sealed record CompetitiveLayer(Tensor Units, Tensor Places)
{
    internal static CompetitiveLayer Grid(int side, long features, Generator random)
    {
        var axis = arange(side, dtype: float64);
        var places = stack([axis.repeat_interleave(side), axis.repeat(side)], 1);
        return new(rand([side * side, features], float64, generator: random) * 0.2 + 0.4, places);
    }

    internal long Winner(Tensor example) => (Units - example).square().sum(1).argmin().item<long>();

    /// <summary>
    /// Moves the winner, and the units around it by a normal curve of this width. At 0 only the winner.
    /// </summary>
    internal void Learn(Tensor example, double rate, double width)
    {
        long winner = Winner(example);
        var distance = (Places - Places[winner]).square().sum(1);
        var share = width > 0
            ? (-distance / (2 * width * width)).exp()
            : distance.eq(0).to(float64);
        Units.add_(rate * share.unsqueeze(1) * (example - Units));
    }

    /// <summary>The mean distance of an example to its winner.</summary>
    internal double QuantizationError(Tensor examples) => cdist(examples, Units).amin(1).mean().item<double>();

    /// <summary>The share of examples whose two nearest units are not neighbors in the map.</summary>
    internal double TopographicError(Tensor examples)
    {
        var nearest = cdist(examples, Units).topk(2, 1, largest: false).indexes;
        var apart = (Places[nearest.select(1, 0)] - Places[nearest.select(1, 1)]).abs().amax(1);
        return apart.gt(1).to(float64).mean().item<double>();
    }
}
