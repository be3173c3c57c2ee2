using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>RMSprop (Tieleman and Hinton 2012): the gradient over its running root mean square; centred (Graves 2013), over its deviation.</summary>
/// <remarks>With eps_inside it stands under the root, as the textbooks write it; PyTorch adds it to the root.</remarks>
public sealed class RMSprop(IEnumerable<Tensor> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool eps_inside = false)
    : ElementwiseOptimizer<RMSprop.RootMeanSquare>(parameters, ("lr", lr), ("alpha", alpha), ("eps", eps), ("weight_decay", weight_decay), ("momentum", momentum), ("centered", centered ? 1 : 0), ("eps_inside", eps_inside ? 1 : 0))
{
    protected override RootMeanSquare Rule(ParameterGroup group, long step) => new(group);

    public readonly struct RootMeanSquare(ParameterGroup group) : IRule
    {
        private readonly double _rate = group.lr, _alpha = group["alpha"], _share = 1 - group["alpha"], _eps = group.Is("eps_inside") ? 0 : group["eps"], _under = group.Is("eps_inside") ? group["eps"] : 0, _momentum = group["momentum"];
        private readonly bool _centered = group.Is("centered");

        public (string?, string?, string?) States => ("square_avg", _momentum > 0 ? "momentum_buffer" : null, _centered ? "grad_avg" : null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T square, ref T velocity, ref T mean) where T : struct, INumbers<T>
        {
            square = square * _alpha + gradient * gradient * _share;
            var spread = square;
            if (_centered)
            {
                mean = mean * _alpha + gradient * _share;
                spread = square - mean * mean;
            }
            var direction = gradient / (T.Sqrt(spread + _under) + _eps);
            if (_momentum > 0)
                direction = velocity = velocity * _momentum + direction;
            parameter -= direction * _rate;
        }
    }
}
