// The perceptron's rule. F. Rosenblatt, 1958; A. Novikoff, "On convergence proofs on perceptrons", 1962; nndl, section
// 3.4, theorem 3.2.
// Idea: w += y x after each mistake. If some w separates the classes with the margin g, and no example is longer than
// R, there are at most (R/g)^2 mistakes. Without such a w it never ends: M. Minsky and S. Papert's exclusive or, 1969.

namespace ModelZoo.Ideas.Classic;

internal static class BinaryPerceptron
{
    /// <summary>Labels are +1 and -1. Returns the weights, the mistakes, and whether an epoch had none.</summary>
    internal static (double[] Weights, int Mistakes, bool Converged) Learn(
        double[][] examples, int[] labels, int mostEpochs)
    {
        var w = new double[examples[0].Length];
        int mistakes = 0;
        for (int epoch = 0; epoch < mostEpochs; epoch++)
        {
            int before = mistakes;
            foreach (var (x, y) in examples.Zip(labels))
                if (y * Dot(w, x) <= 0)
                {
                    for (int i = 0; i < w.Length; i++)
                        w[i] += y * x[i];
                    mistakes++;
                }
            if (mistakes == before)
                return (w, mistakes, true);
        }
        return (w, mistakes, false);
    }

    /// <summary>(R/g)^2 for a vector that separates the examples.</summary>
    internal static double Bound(double[][] examples, int[] labels, double[] separator)
    {
        double length = Math.Sqrt(Dot(separator, separator));
        double margin = examples.Zip(labels, (x, y) => y * Dot(separator, x) / length).Min();
        return examples.Max(x => Dot(x, x)) / (margin * margin);
    }

    internal static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
