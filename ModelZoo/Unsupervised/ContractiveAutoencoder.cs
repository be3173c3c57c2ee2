// Contractive autoencoder. S. Rifai, P. Vincent, X. Muller, X. Glorot, Y. Bengio, "Contractive auto-encoders: explicit
// invariance during feature extraction", 2011.
// Idea: a penalty on the squared derivatives of the code by the input lets the code move only in directions in which
// the data varies.

namespace ModelZoo.Unsupervised;

public sealed class ContractiveAutoencoder(long width = 500, long channels = 1, long size = 28, double weight = 0.1)
    : Autoencoder([width], channels, size, Sigmoid), IPenalized
{
    /// <summary>weight * Σ_ij (dh_j / dx_i)², with the sigmoid's derivative: (h_j (1 - h_j))² Σ_i W_ji².</summary>
    public Tensor Penalty(Tensor input)
    {
        var code = Encode(input);                                           // (N, width)
        var slopes = (code * (1 - code)).square();
        var norms = parameters().First().square().sum(1);                   // (width): the rows of the encoder's matrix
        return weight * slopes.matmul(norms).mean();
    }
}
