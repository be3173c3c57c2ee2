// Autoencoder. D. Rumelhart, G. Hinton, R. Williams, "Learning internal representations by error propagation", 1986; deep: G. Hinton,
// R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006.
// The idea: a network that must put out its input through a narrow code learns what the data is made of.
// Published, MNIST, cross-entropy a pixel: 0.09 for 784-32-784, 0.08 for 784-128-64-32-64-128-784 (Keras blog).

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Unsupervised;

/// <summary>Images to images of the same shape through codes of the last width.</summary>
public class Autoencoder : Module<Tensor, Tensor>, IAutoencoder
{
    private readonly Module<Tensor, Tensor> encoder, decoder;
    private readonly long channels, size;

    public Autoencoder(long[] widths, long channels = 1, long size = 28, Func<Module<Tensor, Tensor>>? activation = null) : base("autoencoder")
    {
        (this.channels, this.size) = (channels, size);
        long[] path = [channels * size * size, .. widths];
        encoder = Sequential([Flatten(), .. Layers(path, activation)]);
        decoder = Sequential([.. Layers([.. path.Reverse()], activation).SkipLast(1), Sigmoid(), Unflatten(1, [channels, size, size])]);
        RegisterComponents();
    }

    private static IEnumerable<Module<Tensor, Tensor>> Layers(long[] path, Func<Module<Tensor, Tensor>>? activation) =>
        path.Zip(path.Skip(1)).SelectMany(pair => new[] { Linear(pair.First, pair.Second), activation?.Invoke() ?? ReLU() });

    public Tensor Encode(Tensor input)
    {
        Expect.Image(input, GetName(), channels, size, side => side);
        return encoder.call(input);
    }

    public Tensor Decode(Tensor code) => decoder.call(code);

    public override Tensor forward(Tensor input) => Decode(Encode(input));  // (N, channels, 28, 28) to (N, code) and back
}
