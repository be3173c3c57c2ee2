using ModelZoo.Unsupervised;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Autoencoders, plain and variational.</summary>
internal static class UnsupervisedModels
{
    private static readonly Paper ErrorPropagation =
        new("Rumelhart, Hinton, Williams: Learning internal representations by error propagation", 1986);
    private static readonly Paper Reducing =
        new("Hinton, Salakhutdinov: Reducing the dimensionality of data with neural networks", 2006);
    private static readonly Paper SparseDeepBelief =
        new("Lee, Ekanadham, Ng: Sparse deep belief net model for visual area V2", 2007);
    private static readonly Paper Denoising =
        new("Vincent et al.: Extracting and composing robust features with denoising autoencoders", 2008);
    private static readonly Paper Contractive = new("Rifai et al.: Contractive auto-encoders", 2011);
    private static readonly Paper Stacked = new("Vincent et al.: Stacked denoising autoencoders", 2010);
    private static readonly Paper StackedConvolutional =
        new("Masci et al.: Stacked convolutional auto-encoders for hierarchical feature extraction", 2011);
    private static readonly Paper VariationalBayes = new("Kingma, Welling: Auto-encoding variational Bayes", 2013);
    private static readonly Paper StructuredOutput = new(
        "Sohn, Lee, Yan: Learning structured output representation using deep conditional generative models", 2015);

    internal static IEnumerable<Entry> Rows =>
    [
        Coder("autoencoder", ErrorPropagation, 50_992, 50_176, published: "MNIST, 0.09 a pixel",
            build: a => new Autoencoder([32], a.Channels, a.Size)),
        Coder("autoencoder-deep", Reducing, 222_384, 221_184, published: "MNIST, 0.08 a pixel",
            build: a => new Autoencoder([128, 64, 32], a.Channels, a.Size)),
        Coder("sparse-autoencoder", SparseDeepBelief, 308_308, 307_328,
            build: a => new SparseAutoencoder(196, a.Channels, a.Size)),
        Coder("denoising-autoencoder", Denoising, 785_284, 784_000,
            build: a => new DenoisingAutoencoder(500, a.Channels, a.Size, a.Dropout ?? 0.3)),
        Coder("contractive-autoencoder", Contractive, 785_284, 784_000,
            build: a => new ContractiveAutoencoder(500, a.Channels, a.Size)),
        Coder("stacked-autoencoder", Stacked, 1_068_348, 1_066_000,
            build: a => new StackedAutoencoder(
                [500, 250, 64], [a.Dropout ?? 0.1, a.Dropout ?? 0.2, a.Dropout ?? 0.3], a.Channels, a.Size)),
        Coder("conv-autoencoder", StackedConvolutional, 28_353, 4_515_840, epochs: 2,
            published: "MNIST, 0.0622 a pixel",
            build: a => new ConvolutionalAutoencoder(a.Channels, a.Size)),
        Variational("vae", VariationalBayes, 652_824, 651_200, published: "MNIST, 105.6 an image",
            build: a => VariationalAutoencoder.FullyConnected(a.Channels, a.Size)),
        Variational("vae-conditional", StructuredOutput, 660_824, 659_200,
            build: a => VariationalAutoencoder.FullyConnected(a.Channels, a.Size, classes: a.Classes)),
        Variational("vae-beta", new("Higgins et al.: beta-VAE", 2017), 640_804, 639_200,
            build: a => VariationalAutoencoder.FullyConnected(a.Channels, a.Size, code: 10, beta: 4)),
        Variational("conv-vae", VariationalBayes, 134_165, 6_660_928, epochs: 2,
            published: "MNIST, 146.95 an image",
            build: a => VariationalAutoencoder.Convolutional(a.Channels, a.Size)),
    ];

    private static Entry Coder(
        string name, Paper paper, long parameters, long macs, Func<ModelArguments, Module> build,
        int epochs = 5, string published = "") =>
        Model(name, paper, Image(28), parameters, macs,
            family: "autoencoder", task: TaskKind.Reconstruction,
            textbook: new("mnist", 50, 128, 0.001, "adam"), published: published,
            quick: Fashion(epochs, 128, 0.001, "adam"),
            build: build);

    private static Entry Variational(
        string name, Paper paper, long parameters, long macs, Func<ModelArguments, Module> build,
        int epochs = 5, string published = "") =>
        Coder(name, paper, parameters, macs, build, epochs, published) with
        {
            Family = "vae",
            Task = TaskKind.Variational,
            Textbook = new("mnist", 10, 128, 0.001, "adam"),
        };
}
