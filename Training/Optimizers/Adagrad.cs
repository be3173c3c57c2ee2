using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Adagrad (Duchi et al. 2011): each weight's rate falls with the sum of its squared gradients, which suits rare features.</summary>
/// <remarks>With eps_inside it stands under the root, as the textbooks write it; PyTorch adds it to the root.</remarks>
public sealed class Adagrad(IEnumerable<Tensor> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10, bool eps_inside = false)
    : ElementwiseOptimizer<Adagrad.SumOfSquares>(parameters, ("lr", lr), ("lr_decay", lr_decay), ("weight_decay", weight_decay), ("initial_accumulator_value", initial_accumulator_value), ("eps", eps), ("eps_inside", eps_inside ? 1 : 0))
{
    protected override SumOfSquares Rule(ParameterGroup group, long step) => new(group, step);

    public readonly struct SumOfSquares(ParameterGroup group, long step) : IRule
    {
        private readonly double _rate = group.lr / (1 + (step - 1) * group["lr_decay"]), _eps = group.Is("eps_inside") ? 0 : group["eps"], _under = group.Is("eps_inside") ? group["eps"] : 0, _initial = group["initial_accumulator_value"];

        public (string?, string?, string?) States => ("sum", null, null);
        public (double, double, double) Initial => (_initial, 0, 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T sum, ref T second, ref T third) where T : struct, INumbers<T>
        {
            sum += gradient * gradient;
            parameter -= gradient * _rate / (T.Sqrt(sum + _under) + _eps);
        }
    }
}
