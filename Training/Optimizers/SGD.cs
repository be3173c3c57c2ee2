using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Stochastic gradient descent; with momentum (Polyak 1964) a heavy ball, with Nesterov's (1983) look ahead.</summary>
public sealed class SGD(IEnumerable<Tensor> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false)
    : ElementwiseOptimizer<SGD.Momentum>(parameters, ("lr", lr), ("momentum", momentum), ("dampening", dampening), ("weight_decay", weight_decay), ("nesterov", nesterov ? 1 : 0))
{
    protected override Momentum Rule(ParameterGroup group, long step) => new(group, step);

    public readonly struct Momentum(ParameterGroup group, long step) : IRule
    {
        private readonly double _rate = group.lr, _momentum = group["momentum"], _share = step == 1 ? 1 : 1 - group["dampening"];
        private readonly bool _nesterov = group.Is("nesterov");

        public (string?, string?, string?) States => (_momentum != 0 ? "momentum_buffer" : null, null, null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T velocity, ref T second, ref T third) where T : struct, INumbers<T>
        {
            if (_momentum != 0)
            {
                velocity = velocity * _momentum + gradient * _share;
                gradient = _nesterov ? gradient + velocity * _momentum : velocity;
            }
            parameter -= gradient * _rate;
        }
    }
}
