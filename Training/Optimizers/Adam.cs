using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Adam (Kingma and Ba 2015): steps of the gradient's mean over its root mean square, both running and freed of bias.</summary>
/// <remarks>With amsgrad (Reddi et al. 2018) the mean square never falls, so that rare large gradients are not forgotten.</remarks>
public class Adam : ElementwiseOptimizer<Adam.Moments>
{
    public Adam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false)
        : this(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay), ("amsgrad", amsgrad ? 1 : 0)) { }

    private protected Adam(IEnumerable<Tensor> parameters, params (string, double)[] defaults) : base(parameters, defaults) { }

    protected override Moments Rule(ParameterGroup group, long step) => new(group, step);

    public readonly struct Moments : IRule
    {
        private readonly double _rate, _beta1, _beta2, _share1, _share2, _eps;
        private readonly bool _amsgrad;

        internal Moments(ParameterGroup group, long step)
        {
            (_beta1, _beta2, _amsgrad) = (group["beta1"], group["beta2"], group.Is("amsgrad"));
            (_share1, _share2) = (1 - _beta1, 1 - _beta2);
            // The corrections of bias as factors of rate and eps, so that they cost no pass: m/c1 / (sqrt(v)/r + e) = (r/c1) m / (sqrt(v) + r e).
            double root = Math.Sqrt(1 - Math.Pow(_beta2, step));
            (_rate, _eps) = (group.lr * root / (1 - Math.Pow(_beta1, step)), group["eps"] * root);
        }

        public (string?, string?, string?) States => ("exp_avg", "exp_avg_sq", _amsgrad ? "max_exp_avg_sq" : null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T mean, ref T square, ref T largest) where T : struct, INumbers<T>
        {
            mean = mean * _beta1 + gradient * _share1;
            square = square * _beta2 + gradient * gradient * _share2;
            if (_amsgrad)
                largest = T.Max(largest, square);
            parameter -= mean * _rate / (T.Sqrt(_amsgrad ? largest : square) + _eps);
        }
    }
}
