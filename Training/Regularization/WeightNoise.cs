namespace ModelZoo.Training.Regularization;

/// <summary>Normal noise on the weights during forward and backward, for a flat minimum (Graves 2013).</summary>
public sealed class WeightNoise(double deviation)
{
    /// <summary>Adds the noise. When the result is disposed, the weights have the same bits as before.</summary>
    public IDisposable Add(IReadOnlyList<Tensor> parameters) => new Noise(parameters, deviation);

    private sealed class Noise : IDisposable
    {
        private readonly (Tensor Parameter, Tensor Clean)[] _clean;

        internal Noise(IReadOnlyList<Tensor> parameters, double deviation)
        {
            using var recording = no_grad();
            _clean = [.. parameters.Select(Clone)];
            foreach (var parameter in parameters)
            {
                using var noise = randn_like(parameter);
                parameter.add_(noise, deviation);
            }
        }

        private static (Tensor, Tensor) Clone(Tensor parameter) =>
            (parameter, parameter.detach().clone().DetachFromDisposeScope());

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
