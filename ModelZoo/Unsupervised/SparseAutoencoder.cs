// Sparse autoencoder. H. Lee, C. Ekanadham, A. Ng, "Sparse deep belief net model for visual area V2", 2007, after
// B. Olshausen, D. Field, 1996; the penalty is that of A. Ng's lecture notes CS294A, 2011.
// Idea: a code may be wide if each unit is rarely active. A penalty keeps the mean activity of each unit over the batch
// near a target, by their Kullback-Leibler divergence.

namespace ModelZoo.Unsupervised;

public sealed class SparseAutoencoder(
    long width = 196, long channels = 1, long size = 28, double target = 0.05, double weight = 3)
    : Autoencoder([width], channels, size, Sigmoid), IPenalized
{
    /// <summary>weight * Σ_j t log(t / a_j) + (1 - t) log((1 - t) / (1 - a_j)); a_j is the mean activity.</summary>
    public Tensor Penalty(Tensor input)
    {
        var activity = Encode(input).mean([0]).clamp(1e-6, 1 - 1e-6);       // (width)
        var entropy = target * Math.Log(target) + (1 - target) * Math.Log(1 - target);
        return weight * (entropy - target * activity.log() - (1 - target) * (1 - activity).log()).sum();
    }
}
