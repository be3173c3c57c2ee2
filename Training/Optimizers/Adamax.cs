using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Adamax (Kingma and Ba 2015, section 7): Adam with the largest recent gradient in place of the root mean square.</summary>
public sealed class Adamax(IEnumerable<Tensor> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
    : ElementwiseOptimizer<Adamax.Maxima>(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay))
{
    protected override Maxima Rule(ParameterGroup group, long step) => new(group, step);

    public readonly struct Maxima(ParameterGroup group, long step) : IRule
    {
        private readonly double _rate = group.lr / (1 - Math.Pow(group["beta1"], step)), _eps = group["eps"];
        private readonly double _beta1 = group["beta1"], _share1 = 1 - group["beta1"], _beta2 = group["beta2"];

        public (string?, string?, string?) States => ("exp_avg", "exp_inf", null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T mean, ref T largest, ref T third) where T : struct, INumbers<T>
        {
            mean = mean * _beta1 + gradient * _share1;
            largest = T.Max(largest * _beta2, T.Abs(gradient) + _eps);
            parameter -= mean * _rate / largest;
        }
    }
}
