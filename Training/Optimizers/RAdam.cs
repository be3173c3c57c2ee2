using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>RAdam (Liu et al. 2020): Adam that waits to adapt until the mean square has seen enough steps to be trusted.</summary>
public sealed class RAdam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
    : ElementwiseOptimizer<RAdam.Rectified>(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay))
{
    protected override Rectified Rule(ParameterGroup group, long step) => new(group, step);

    public readonly struct Rectified : IRule
    {
        private readonly double _rate, _beta1, _share1, _beta2, _share2, _eps;
        private readonly bool _adapts;

        internal Rectified(ParameterGroup group, long step)
        {
            (_beta1, _beta2, _eps) = (group["beta1"], group["beta2"], group["eps"]);
            (_share1, _share2) = (1 - _beta1, 1 - _beta2);
            double power = Math.Pow(_beta2, step), most = 2 / (1 - _beta2) - 1, length = most - 2 * step * power / (1 - power);
            _adapts = length > 5;
            _rate = group.lr / (1 - Math.Pow(_beta1, step));
            if (_adapts)
                _rate *= Math.Sqrt((1 - power) * (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
        }

        public (string?, string?, string?) States => ("exp_avg", "exp_avg_sq", null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T mean, ref T square, ref T third) where T : struct, INumbers<T>
        {
            mean = mean * _beta1 + gradient * _share1;
            square = square * _beta2 + gradient * gradient * _share2;
            parameter -= _adapts ? mean * _rate / (T.Sqrt(square) + _eps) : mean * _rate;
        }
    }
}
