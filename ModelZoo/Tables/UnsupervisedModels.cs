using ModelZoo.Unsupervised;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Autoencoders, plain and variational.</summary>
internal static class UnsupervisedModels
{
    private const string ReducingDimensionality = "Hinton, Salakhutdinov: Reducing the dimensionality of data with neural networks";
    private const string VariationalBayes = "Kingma, Welling: Auto-encoding variational Bayes";

    internal static IEnumerable<Entry> Rows =>
    [
        Coder("autoencoder", "Rumelhart, Hinton, Williams: Learning internal representations by error propagation", 1986, 50_992, 50_176, "MNIST, 0.09 a pixel",
            a => new Autoencoder([32], a.Channels, a.Size)),
        Coder("autoencoder-deep", ReducingDimensionality, 2006, 222_384, 221_184, "MNIST, 0.08 a pixel",
            a => new Autoencoder([128, 64, 32], a.Channels, a.Size)),
        Coder("sparse-autoencoder", "Lee, Ekanadham, Ng: Sparse deep belief net model for visual area V2", 2007, 308_308, 307_328, "",
            a => new SparseAutoencoder(196, a.Channels, a.Size)),
        Coder("denoising-autoencoder", "Vincent et al.: Extracting and composing robust features with denoising autoencoders", 2008, 785_284, 784_000, "",
            a => new DenoisingAutoencoder(500, a.Channels, a.Size, a.Dropout ?? 0.3)),
        Coder("contractive-autoencoder", "Rifai et al.: Contractive auto-encoders", 2011, 785_284, 784_000, "",
            a => new ContractiveAutoencoder(500, a.Channels, a.Size)),
        Coder("stacked-autoencoder", "Vincent et al.: Stacked denoising autoencoders", 2010, 1_068_348, 1_066_000, "",
            a => new StackedAutoencoder([500, 250, 64], [a.Dropout ?? 0.1, a.Dropout ?? 0.2, a.Dropout ?? 0.3], a.Channels, a.Size)),
        Coder("conv-autoencoder", "Masci et al.: Stacked convolutional auto-encoders for hierarchical feature extraction", 2011, 28_353, 4_515_840, "MNIST, 0.0622 a pixel",
            a => new ConvolutionalAutoencoder(a.Channels, a.Size), epochs: 2),
        Variational("vae", VariationalBayes, 2013, 652_824, 651_200, "MNIST, 105.6 an image",
            a => VariationalAutoencoder.FullyConnected(a.Channels, a.Size)),
        Variational("vae-conditional", "Sohn, Lee, Yan: Learning structured output representation using deep conditional generative models", 2015, 660_824, 659_200, "",
            a => VariationalAutoencoder.FullyConnected(a.Channels, a.Size, classes: a.Classes)),
        Variational("vae-beta", "Higgins et al.: beta-VAE", 2017, 640_804, 639_200, "",
            a => VariationalAutoencoder.FullyConnected(a.Channels, a.Size, code: 10, beta: 4)),
        Variational("conv-vae", VariationalBayes, 2013, 134_165, 6_660_928, "MNIST, 146.95 an image",
            a => VariationalAutoencoder.Convolutional(a.Channels, a.Size), epochs: 2),
    ];

    private static Entry Coder(
        string name, string paper, int year, long parameters, long macs, string published, Func<ModelArguments, TorchSharp.torch.nn.Module> build, int epochs = 5) =>
        new(name, "autoencoder", paper, year, Image(28), TaskKind.Reconstruction, parameters, macs,
            new("mnist", 50, 128, 0.001, "adam"), Fashion(epochs, 128, 0.001, "adam"), published, build);

    private static Entry Variational(
        string name, string paper, int year, long parameters, long macs, string published, Func<ModelArguments, TorchSharp.torch.nn.Module> build, int epochs = 5) =>
        new(name, "vae", paper, year, Image(28), TaskKind.Variational, parameters, macs,
            new("mnist", 10, 128, 0.001, "adam"), Fashion(epochs, 128, 0.001, "adam"), published, build);
}
