// Hebb's and Oja's rules. D. Hebb, "The organization of behavior", 1949; E. Oja, "A simplified neuron model as a
// principal component analyzer", 1982.
// Idea: a weight grows when both its ends are active: w += rate y x, with y = w'x. Alone it grows without bound. Oja
// takes y^2 w away: then |w| tends to 1 and w to the first principal component.

namespace ModelZoo.Ideas.Classic;

internal static class HebbianUnit
{
    internal static Tensor Hebb(Tensor w, Tensor x, double rate) => w + rate * w.dot(x) * x;

    internal static Tensor Oja(Tensor w, Tensor x, double rate)
    {
        var y = w.dot(x);
        return w + rate * y * (x - y * w);
    }
}
