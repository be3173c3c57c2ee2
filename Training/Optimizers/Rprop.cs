using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Rprop (Riedmiller and Braun 1993): each weight has a step size, which grows while its gradient keeps its sign. For full batches.</summary>
public sealed class Rprop(IEnumerable<Tensor> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double step_size_min = 1e-6, double step_size_max = 50)
    : ElementwiseOptimizer<Rprop.StepSizes>(parameters, ("lr", lr), ("etaminus", etaminus), ("etaplus", etaplus), ("step_size_min", step_size_min), ("step_size_max", step_size_max))
{
    protected override StepSizes Rule(ParameterGroup group, long step) => new(group);

    public readonly struct StepSizes(ParameterGroup group) : IRule
    {
        private readonly double _initial = group.lr, _minus = group["etaminus"], _plus = group["etaplus"], _least = group["step_size_min"], _most = group["step_size_max"];

        public (string?, string?, string?) States => ("prev", "step_size", null);
        public (double, double, double) Initial => (0, _initial, 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T previous, ref T size, ref T third) where T : struct, INumbers<T>
        {
            var agreement = gradient * previous;
            size = T.Clamp(size * T.BySign(agreement, _minus, 1, _plus), _least, _most);
            // Where the sign has turned, the weight waits for a step.
            previous = gradient * T.BySign(agreement, 0, 1, 1);
            parameter -= T.BySign(previous, -1, 0, 1) * size;
        }
    }
}
