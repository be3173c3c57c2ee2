using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Yogi (Zaheer et al. 2018): Adam whose mean square moves by a step of the new square, so that it never drops at once.</summary>
/// <remarks>
/// The paper's algorithm 2, which corrects no bias: the mean square starts at initial_accumulator instead. The textbook starts it at nought and
/// corrects as Adam does: yogi:bias_correction=1,initial_accumulator=0.
/// </remarks>
public sealed class Yogi(IEnumerable<Tensor> parameters, double lr = 1e-2, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-3, double weight_decay = 0, double initial_accumulator = 1e-6, bool bias_correction = false)
    : ElementwiseOptimizer<Yogi.Additive>(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay), ("initial_accumulator", initial_accumulator), ("bias_correction", bias_correction ? 1 : 0))
{
    protected override Additive Rule(ParameterGroup group, long step) => new(group, step);

    public readonly struct Additive : IRule
    {
        private readonly double _rate, _beta1, _share1, _share2, _eps, _initial;

        internal Additive(ParameterGroup group, long step)
        {
            (_beta1, _initial) = (group["beta1"], group["initial_accumulator"]);
            (_share1, _share2) = (1 - _beta1, 1 - group["beta2"]);
            // The corrections as factors of rate and eps, as in Adam.
            bool corrected = group.Is("bias_correction");
            double root = corrected ? Math.Sqrt(1 - Math.Pow(group["beta2"], step)) : 1;
            (_rate, _eps) = (corrected ? group.lr * root / (1 - Math.Pow(_beta1, step)) : group.lr, group["eps"] * root);
        }

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
