// Differentiable architecture search, on its toy. H. Liu, K. Simonyan, Y. Yang, "DARTS", 2019, section 2.3 and figure
// 2.
// Idea: the architecture a minimizes the validation loss of the weights w that minimize the training loss. One gradient
// step stands for the inner minimum; the outer gradient goes through that step. Taken for a constant, it ends
// elsewhere.
// L_val = a w - 2 a + 1, L_train = w^2 - 2 a w + a^2. So w = a is best for training, and (1, 1) the solution.

namespace ModelZoo.Ideas.Ways;

internal static class BilevelSearch
{
    /// <param name="through">Whether the outer gradient goes through the inner step: second order.</param>
    /// <returns>The path of (a, w).</returns>
    internal static IReadOnlyList<(double Architecture, double Weight)> Run(
        bool through, int steps, double outerRate = 0.01, double innerRate = 0.5)
    {
        var (a, w) = (tensor(2.0).requires_grad_(), tensor(-2.0).requires_grad_());
        var path = new List<(double, double)> { (2, -2) };
        for (int step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var inner = autograd.grad([Train(a, w)], [w], retain_graph: true, create_graph: true)[0];
            var stepped = through ? w - innerRate * inner : w;
            var outer = autograd.grad([Validation(a, stepped)], [a])[0];
            using (no_grad())
                a.sub_(outerRate * outer);
            var weightGradient = autograd.grad([Train(a, w)], [w])[0];
            using (no_grad())
                w.sub_(innerRate * weightGradient);
            path.Add((a.item<double>(), w.item<double>()));
        }
        return path;

        static Tensor Train(Tensor a, Tensor w) => w.square() - 2 * a * w + a.square();
        static Tensor Validation(Tensor a, Tensor w) => a * w - 2 * a + 1;
    }
}
