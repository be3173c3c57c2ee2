// The traveling salesman by a network. J. Hopfield and D. Tank, "Neural computation of decisions in optimization
// problems", 1985, equations 8 to 10.
// Idea: unit (city, stop) says that the city is visited at that stop. The energy punishes two stops of a city (A), two
// cities at a stop (B) and a wrong number of visits (C), and adds the length of the tour (D). The units roll down.
// The outcome depends much on the start: many runs end in no tour.

namespace ModelZoo.Ideas.Classic;

/// <param name="Visits">The number of visits that C aims at. It is larger than that of the cities.</param>
/// <param name="Step">Of Euler's method.</param>
internal sealed record TravelingSalesman(
    double A = 500, double B = 500, double C = 200, double D = 500, double Visits = 15, double Step = 1e-5,
    double Gain = 0.02)
{
    /// <summary>Cities (N, 2) in a unit square. Returns the order of a tour, or null if the end is no tour.</summary>
    internal int[]? Solve(Tensor cities, Generator random, int steps = 1000)
    {
        using var scope = NewDisposeScope();
        long n = cities.shape[0];
        var distance = cdist(cities, cities);
        // All units are alike at first, but for noise that breaks the tie.
        double start = Gain * Math.Atanh(2.0 / n - 1);
        var u = start + Gain * 0.1 * (rand([n, n], float64, generator: random) * 2 - 1);
        for (int step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var v = (1 + (u / Gain).tanh()) / 2;
            var neighbors = v.roll(1, 1) + v.roll(-1, 1);                   // at the stop before and after
            var change = -u
                - A * (v.sum(1, keepdim: true) - v)
                - B * (v.sum(0, keepdim: true) - v)
                - C * (v.sum() - Visits)
                - D * distance.matmul(neighbors);
            u = (u + Step * change).MoveToOuterDisposeScope();
        }
        int[] order = [.. u.argmax(0).data<long>().ToArray().Select(city => (int)city)];
        return order.Distinct().Count() == n ? order : null;
    }

    internal static double Length(Tensor cities, IReadOnlyList<int> order)
    {
        var places = cities.data<double>().ToArray();
        double sum = 0;
        for (int i = 0; i < order.Count; i++)
        {
            int a = order[i], b = order[(i + 1) % order.Count];
            sum += Math.Sqrt(Math.Pow(places[2 * a] - places[2 * b], 2)
                + Math.Pow(places[2 * a + 1] - places[2 * b + 1], 2));
        }
        return sum;
    }

    /// <summary>The shortest tour, by all (N - 1)! of them: for ten cities at most.</summary>
    internal static (double Length, int[] Order) BruteForce(Tensor cities)
    {
        int n = (int)cities.shape[0];
        var distance = cdist(cities, cities).data<double>().ToArray();
        var (best, shortest) = (double.PositiveInfinity, Array.Empty<int>());
        var order = Enumerable.Range(0, n).ToArray();
        Extend(1, 0);
        return (best, shortest);

        // The first `count` cities of the order are visited, over this length.
        void Extend(int count, double length)
        {
            if (length >= best)
                return;
            if (count == n)
            {
                length += distance[order[^1] * n + order[0]];
                if (length < best)
                    (best, shortest) = (length, [.. order]);
                return;
            }
            for (int i = count; i < n; i++)
            {
                (order[count], order[i]) = (order[i], order[count]);
                Extend(count + 1, length + distance[order[count - 1] * n + order[count]]);
                (order[count], order[i]) = (order[i], order[count]);
            }
        }
    }
}
