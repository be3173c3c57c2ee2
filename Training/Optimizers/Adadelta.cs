using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Adadelta (Zeiler 2012): steps as large as the recent ones were, in the units of the weights; there is no rate to choose.</summary>
public sealed class Adadelta(IEnumerable<Tensor> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0)
    : ElementwiseOptimizer<Adadelta.Deltas>(parameters, ("lr", lr), ("rho", rho), ("eps", eps), ("weight_decay", weight_decay))
{
    protected override Deltas Rule(ParameterGroup group, long step) => new(group);

    public readonly struct Deltas(ParameterGroup group) : IRule
    {
        private readonly double _rate = group.lr, _rho = group["rho"], _share = 1 - group["rho"], _eps = group["eps"];

        public (string?, string?, string?) States => ("square_avg", "acc_delta", null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T square, ref T deltas, ref T third) where T : struct, INumbers<T>
        {
            square = square * _rho + gradient * gradient * _share;
            var delta = T.Sqrt(deltas + _eps) / T.Sqrt(square + _eps) * gradient;
            deltas = deltas * _rho + delta * delta * _share;
            parameter -= delta * _rate;
        }
    }
}
