// Denoising autoencoder. P. Vincent, H. Larochelle, Y. Bengio, P.-A. Manzagol, "Extracting and composing robust
// features with denoising autoencoders", 2008.
// Idea: to repair an input that lost some of its pixels, the code must know how pixels depend on each other.
// The network makes the noise itself: training sets each pixel to zero with the given probability.

namespace ModelZoo.Unsupervised;

public sealed class DenoisingAutoencoder(
    long width = 500, long channels = 1, long size = 28, double corruption = 0.3)
    : Autoencoder([width], channels, size, Sigmoid)
{
    public override Tensor forward(Tensor input) => base.forward(training ? Corrupt(input, corruption) : input);

    internal static Tensor Corrupt(Tensor input, double share) =>
        input * (rand_like(input) >= share).to_type(input.dtype);
}
