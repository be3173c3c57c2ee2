using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>Normal noise on the weights while one batch goes forward and backward (Graves 2013): a network that bears it lies in a flat minimum.</summary>
public sealed class WeightNoise(double deviation)
{
    /// <summary>Adds the noise until the result is disposed, which puts back the same bits.</summary>
    public IDisposable Add(IReadOnlyList<Tensor> parameters) => new Noise(parameters, deviation);

    private sealed class Noise : IDisposable
    {
        private readonly (Tensor Parameter, Tensor Clean)[] _clean;

        internal Noise(IReadOnlyList<Tensor> parameters, double deviation)
        {
            using var recording = no_grad();
            _clean = [.. parameters.Select(parameter => (parameter, parameter.detach().clone().DetachFromDisposeScope()))];
            foreach (var parameter in parameters)
            {
                using var noise = randn_like(parameter);
                parameter.add_(noise, deviation);
            }
        }

        public void Dispose()
        {
            using var recording = no_grad();
            foreach (var (parameter, clean) in _clean)
            {
                parameter.copy_(clean);
                clean.Dispose();
            }
        }
    }
}
