// Convolutional autoencoder. J. Masci, U. Meier, D. Cireşan, J. Schmidhuber, "Stacked convolutional auto-encoders for
// hierarchical feature extraction", 2011.
// Idea: the code is a small image, so that weights are shared over places on the way down and on the way up.
// Different here: the layers of the Keras example (28,353 parameters).
// Published: MNIST, 50 epochs of Adam, cross-entropy a pixel 0.0626, test 0.0622.

namespace ModelZoo.Unsupervised;

public sealed class ConvolutionalAutoencoder : ImageNetwork, IAutoencoder
{
    private readonly Module<Tensor, Tensor> encoder, decoder;

    public ConvolutionalAutoencoder(long channels = 1, long size = 28)
        : base("conv-autoencoder", channels, size, side => side / 4)
    {
        Expect.Multiple("conv-autoencoder", size, 4);
        encoder = Sequential(
            Conv2d(channels, 32, 3, padding: 1), ReLU(), MaxPool2d(2),
            Conv2d(32, 32, 3, padding: 1), ReLU(), MaxPool2d(2));
        decoder = Sequential(
            ConvTranspose2d(32, 32, 3, stride: 2, padding: 1, output_padding: 1), ReLU(),
            ConvTranspose2d(32, 32, 3, stride: 2, padding: 1, output_padding: 1), ReLU(),
            Conv2d(32, channels, 3, padding: 1), Sigmoid());
        RegisterComponents();
    }

    public Tensor Encode(Tensor input) => encoder.call(Checked(input));     // (N, 32, 7, 7)

    public Tensor Decode(Tensor code) => decoder.call(code);                // (N, channels, 28, 28)

    public override Tensor forward(Tensor input) => Decode(Encode(input));
}
