// Hopfield network. J. Hopfield, "Neural networks and physical systems with emergent collective computational
// abilities", 1982; nndl, section 8.6.1, equations 8.21 to 8.27.
// Idea: units of +1 and -1 pull at each other, W = sum of x x' over the stored patterns, without the diagonal (Hebb's
// rule). A unit takes the sign of its input. Each such step lowers the energy -x'Wx/2 or leaves it, so the state comes
// to rest: in the nearest stored pattern, if these are not too many.

namespace ModelZoo.Ideas.Classic;

/// <param name="Weights">Symmetric, with zeros on the diagonal.</param>
internal sealed record Hopfield(Tensor Weights)
{
    /// <summary>Stores patterns (P, N) by Hebb's rule. Division by N only scales the energy.</summary>
    internal static Hopfield Store(Tensor patterns, bool scale = false)
    {
        var products = patterns.t().matmul(patterns);
        var weights = products - diag(products.diag());
        return new(scale ? weights / patterns.shape[1] : weights);
    }

    internal double Energy(Tensor state) => -0.5 * state.dot(Weights.mv(state)).item<double>();

    /// <summary>Visits the units in random order until none changes. Notes the energy after each visit.</summary>
    internal Tensor Recall(Tensor start, Generator random, List<double>? energies = null, int mostSweeps = 100)
    {
        var x = start.data<double>().ToArray();
        var w = Weights.data<double>().ToArray();
        int n = x.Length;
        bool changed = true;
        for (int sweep = 0; changed && sweep < mostSweeps; sweep++)
        {
            changed = false;
            foreach (long unit in randperm(n, generator: random).data<long>())
            {
                double input = 0;
                for (int other = 0; other < n; other++)
                    input += w[unit * n + other] * x[other];
                double next = input > 0 ? 1 : input < 0 ? -1 : x[unit];     // no input, no change
                changed |= next != x[unit];
                x[unit] = next;
                energies?.Add(Energy(tensor(x)));
            }
        }
        return tensor(x);
    }

    /// <summary>
    /// The share of stored bits that one step makes wrong, if P patterns are stored in N units and P/N is the load:
    /// erfc(sqrt(1 / (2 load))) / 2, for large N (Hertz, Krogh, Palmer 1991, section 2.2).
    /// </summary>
    internal static double ExpectedErrors(double load) =>
        0.5 * (1 - special.erf(tensor(Math.Sqrt(1 / (2 * load)), float64)).item<double>());

    /// <summary>The same, measured on random patterns.</summary>
    internal static double MeasuredErrors(int units, int patterns, Generator random)
    {
        using var scope = NewDisposeScope();
        var stored = randint(0, 2, [patterns, units], float64, generator: random) * 2 - 1;
        var next = stored.matmul(Store(stored).Weights);
        return (next * stored).lt(0).to(float64).mean().item<double>();
    }
}
