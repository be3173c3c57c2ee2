using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Lion (Chen et al. 2023): the sign of an interpolated momentum, so that every weight moves by the rate; decay is decoupled.</summary>
public sealed class Lion(IEnumerable<Tensor> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0)
    : ElementwiseOptimizer<Lion.Signs>(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("weight_decay", weight_decay), ("decoupled", 1))
{
    protected override Signs Rule(ParameterGroup group, long step) => new(group);

    public readonly struct Signs(ParameterGroup group) : IRule
    {
        private readonly double _rate = group.lr, _beta1 = group["beta1"], _share1 = 1 - group["beta1"], _beta2 = group["beta2"], _share2 = 1 - group["beta2"];

        public (string?, string?, string?) States => ("exp_avg", null, null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T mean, ref T second, ref T third) where T : struct, INumbers<T>
        {
            parameter -= T.BySign(mean * _beta1 + gradient * _share1, -1, 0, 1) * _rate;
            mean = mean * _beta2 + gradient * _share2;
        }
    }
}
