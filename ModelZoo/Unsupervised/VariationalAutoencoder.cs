// Variational autoencoder. D. Kingma, M. Welling, "Auto-encoding variational Bayes", 2013. Conditional: K. Sohn et al.,
// "Learning structured output representation using deep conditional generative models", 2015. Beta: I. Higgins et al.,
// "beta-VAE", 2017.
// Idea: the encoder gives a Gaussian for each image, and the decoder reconstructs the image from a sample of it. The
// loss draws all Gaussians towards N(0, 1), so that any sample of N(0, 1) decodes to an image. The sample is mean plus
// deviation times noise, which lets gradient pass.
// Published: MNIST, cross-entropy and divergence summed for each image: 106 after 10 epochs of Adam (784-400-20,
// PyTorch examples); 147 after 30 epochs (convolutional, code of two, Keras example).

using static ModelZoo.Tracing.Functions;

namespace ModelZoo.Unsupervised;

/// <summary>
/// Takes images, and labels (N) where the network is conditional. Gives the reconstruction, the code's mean and its log
/// variance.
/// </summary>
public sealed class VariationalAutoencoder
    : Module<Tensor, Tensor?, (Tensor reconstruction, Tensor mean, Tensor logVariance)>, IAutoencoder
{
    private readonly Module<Tensor, Tensor> encoder, mean, logVariance, decoder;
    private readonly long channels, size, multiple;

    private VariationalAutoencoder(
        Module<Tensor, Tensor> encoder, long width, long code, Module<Tensor, Tensor> decoder,
        long channels, long size, long multiple = 1, long classes = 0, double beta = 1) : base("vae")
    {
        (this.encoder, this.decoder) = (encoder, decoder);
        mean = Linear(width, code);
        logVariance = Linear(width, code);
        (this.channels, this.size, this.multiple) = (channels, size, multiple);
        (Code, Classes, Beta) = (code, classes, beta);
        RegisterComponents();
    }

    /// <summary>The width of the code.</summary>
    public long Code { get; }

    /// <summary>The number of labels that condition the network, 0 for none.</summary>
    public long Classes { get; }

    /// <summary>The weight of the divergence in the loss.</summary>
    public double Beta { get; }

    /// <summary>784-400-20-400-784. With classes, a one-hot label joins the image and the code.</summary>
    public static VariationalAutoencoder FullyConnected(
        long channels = 1, long size = 28, long width = 400, long code = 20, long classes = 0, double beta = 1)
    {
        var pixels = channels * size * size;
        return new(
            Sequential(Linear(pixels + classes, width), ReLU()),
            width, code,
            Sequential(Linear(code + classes, width), ReLU(), Linear(width, pixels), Sigmoid()),
            channels, size, classes: classes, beta: beta);
    }

    /// <summary>Two strided convolutions down, three transposed convolutions up.</summary>
    public static VariationalAutoencoder Convolutional(long channels = 1, long size = 28, long code = 2)
    {
        Expect.Multiple("conv-vae", size, 4);
        var grid = size / 4;
        return new(
            Sequential(
                Unflatten(1, [channels, size, size]),
                Conv2d(channels, 32, 3, stride: 2, padding: 1), ReLU(),
                Conv2d(32, 64, 3, stride: 2, padding: 1), ReLU(),
                Flatten(), Linear(64 * grid * grid, 16), ReLU()),
            16, code,
            Sequential(
                Linear(code, 64 * grid * grid), ReLU(), Unflatten(1, [64, grid, grid]),
                ConvTranspose2d(64, 64, 3, stride: 2, padding: 1, output_padding: 1), ReLU(),
                ConvTranspose2d(64, 32, 3, stride: 2, padding: 1, output_padding: 1), ReLU(),
                ConvTranspose2d(32, channels, 3, padding: 1), Sigmoid()),
            channels, size, multiple: 4);
    }

    public override (Tensor reconstruction, Tensor mean, Tensor logVariance) forward(Tensor input, Tensor? labels)
    {
        Expect.Images(input, GetName(), channels, size, side => side / multiple);
        var x = encoder.call(WithLabels(input.flatten(1), labels));         // (N, width)
        var (μ, logσ2) = (mean.call(x), logVariance.call(x));               // (N, code) both
        var z = Add(μ, (0.5 * logσ2).exp() * randn_like(μ));
        return (Decode(z, labels), μ, logσ2);
    }

    public Tensor Encode(Tensor input) => Encode(input, null);

    public Tensor Encode(Tensor input, Tensor? labels) =>
        mean.call(encoder.call(WithLabels(input.flatten(1), labels)));

    public Tensor Decode(Tensor code) => Decode(code, null);

    public Tensor Decode(Tensor code, Tensor? labels) =>
        decoder.call(WithLabels(code, labels)).view(-1, channels, size, size);

    private Tensor WithLabels(Tensor x, Tensor? labels)
    {
        if (Classes == 0) return x;
        if (labels is null)
            throw new ArgumentException(
                "A conditional VAE needs a label for each image or code: pass them (N, Int64) as the second input.");
        return cat([x, functional.one_hot(labels, Classes).to_type(x.dtype)], 1);
    }
}
