using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Yogi (Zaheer et al. 2018): Adam whose mean square moves by a step of the new square, so that it never drops at once.</summary>
/// <remarks>The paper's algorithm 2, which corrects no bias: the mean square starts at initial_accumulator instead.</remarks>
public sealed class Yogi(IEnumerable<Tensor> parameters, double lr = 1e-2, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-3, double weight_decay = 0, double initial_accumulator = 1e-6)
    : ElementwiseOptimizer<Yogi.Additive>(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay), ("initial_accumulator", initial_accumulator))
{
    protected override Additive Rule(ParameterGroup group, long step) => new(group);

    public readonly struct Additive(ParameterGroup group) : IRule
    {
        private readonly double _rate = group.lr, _beta1 = group["beta1"], _share1 = 1 - group["beta1"], _share2 = 1 - group["beta2"];
        private readonly double _eps = group["eps"], _initial = group["initial_accumulator"];

        public (string?, string?, string?) States => ("exp_avg", "exp_avg_sq", null);
        public (double, double, double) Initial => (0, _initial, 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T mean, ref T square, ref T third) where T : struct, INumbers<T>
        {
            mean = mean * _beta1 + gradient * _share1;
            var now = gradient * gradient;
            square -= T.BySign(square - now, -1, 0, 1) * now * _share2;
            parameter -= mean * _rate / (T.Sqrt(square) + _eps);
        }
    }
}
