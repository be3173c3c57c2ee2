// Sparse autoencoder. B. Olshausen, D. Field, 1996, for the aim; H. Lee, C. Ekanadham, A. Ng, "Sparse deep belief net model for visual
// area V2", 2007; the form of A. Ng's lecture notes CS294A, 2011.
// The idea: a code may be wide if each unit is rarely active: the mean activity of every unit over the batch is held near a target by
// their Kullback-Leibler divergence.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Unsupervised;

public sealed class SparseAutoencoder(long width = 196, long channels = 1, long size = 28, double target = 0.05, double weight = 3)
    : Autoencoder([width], channels, size, Sigmoid), IPenalized
{
    /// <summary>weight * Σ_j target log(target / a_j) + (1 - target) log((1 - target) / (1 - a_j)), a_j the mean activity of unit j.</summary>
    public Tensor Penalty(Tensor input)
    {
        var activity = Encode(input).mean([0]).clamp(1e-6, 1 - 1e-6);       // (width)
        var entropy = target * Math.Log(target) + (1 - target) * Math.Log(1 - target);
        return weight * (entropy - target * activity.log() - (1 - target) * (1 - activity).log()).sum();
    }
}
