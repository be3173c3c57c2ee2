// Autoencoder. D. Rumelhart, G. Hinton, R. Williams, "Learning internal representations by error propagation", 1986.
// Deep: G. Hinton, R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006.
// Idea: a network that reproduces its input through a narrow code has to learn what the data is made of.
// Published: MNIST, cross-entropy a pixel: 0.09 for 784-32-784, 0.08 for 784-128-64-32-64-128-784 (Keras blog).

namespace ModelZoo.Unsupervised;

/// <summary>Images to images of the same shape, through a code of the last width.</summary>
public class Autoencoder : ImageNetwork, IAutoencoder
{
    private readonly Module<Tensor, Tensor> encoder, decoder;

    public Autoencoder(
        long[] widths, long channels = 1, long size = 28, Func<Module<Tensor, Tensor>>? activation = null)
        : base("autoencoder", channels, size, side => side)
    {
        long[] path = [channels * size * size, .. widths];
        encoder = Sequential([Flatten(), .. Layers(path, activation)]);
        decoder = Sequential([
            .. Layers([.. path.Reverse()], activation).SkipLast(1), Sigmoid(), Unflatten(1, [channels, size, size])]);
        RegisterComponents();
    }

    private static IEnumerable<Module<Tensor, Tensor>> Layers(long[] path, Func<Module<Tensor, Tensor>>? activation) =>
        path.Zip(path.Skip(1)).SelectMany(pair =>
            new[] { Linear(pair.First, pair.Second), activation?.Invoke() ?? ReLU() });

    public Tensor Encode(Tensor input) => encoder.call(Checked(input));     // (N, channels, 28, 28) to (N, code)

    public Tensor Decode(Tensor code) => decoder.call(code);                // and back

    public override Tensor forward(Tensor input) => Decode(Encode(input));
}
