using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training;
using ModelZoo.Training.Tasks;
using ModelZoo.Unsupervised;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>What autoencoders find.</summary>
internal static class Codes
{
    private const int Shown = 10;

    /// <summary>A linear autoencoder's best code spans the principal components: Baldi and Hornik, 1989.</summary>
    internal static void LinearIsPca(Attempt attempt, Measurement found)
    {
        const int Width = 4, Steps = 1500, Every = 25;
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 1000 });
        var x = Pixels(data.Train).flatten(1);
        x = x - x.mean([0]);
        var components = linalg.svd(x, fullMatrices: false).Vh.narrow(0, 0, Width).t();
        double least = (x - x.matmul(components).matmul(components.t())).square().mean().ToDouble();

        using var encoder = Linear(784, Width, hasBias: false);
        using var decoder = Linear(Width, 784, hasBias: false);
        Tensor[] parameters = [.. encoder.parameters(), .. decoder.parameters()];
        using var optimizer = new Training.Optimizers.Adam(parameters, 0.003);
        var angles = found.Plot("largest principal angle, degrees", "step")
            .Line("between the decoder's columns and the components");
        var errors = found.Plot("squared error over that of the components", "step").Line("autoencoder");
        for (int step = 0; step <= Steps; step++)
        {
            attempt.Stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.mse_loss(decoder.call(encoder.call(x)), x);
            loss.backward();
            if (step % Every == 0)
            {
                angles.Add(step, LargestAngle(components, decoder.weight!.detach()));
                errors.Add(step, loss.ToDouble() / least);
            }
            optimizer.step();
        }
        found.Values["largest_angle"] = angles.Last;
        found.Values["error_over_pca"] = errors.Last;
    }

    /// <summary>Weights of a plain, a sparse and a denoising autoencoder, and how each repairs images.</summary>
    internal static void Features(Attempt attempt, Measurement found)
    {
        using var data = OpenFashionMnist(attempt);
        var clean = Pixels(data.Test);
        using var random = new Generator((ulong)attempt.Seed);
        var damaged = clean * rand(clean.shape, generator: random).gt(0.3).to(ScalarType.Float32);
        List<PanelRow> weights = [], outputs = [Row("input", Picture.Of(First(damaged)))];
        (string Name, Module<Tensor, Tensor> Network)[] networks =
        [
            ("plain", new Autoencoder([196], activation: Sigmoid)),
            ("sparse", new SparseAutoencoder(196)),
            ("denoising", new DenoisingAutoencoder(196)),
        ];
        foreach (var (name, network) in networks)
        {
            manual_seed(attempt.Seed);
            Fit(attempt, network, new Reconstruction(), data, epochs: 8);
            network.eval();
            using var scope = NewDisposeScope();
            using var recording = no_grad();
            var filters = First(network.modules().OfType<TorchSharp.Modules.Linear>().First().weight!);
            weights.Add(Row(name, Picture.OfWeights(filters.view(-1, 28, 28))));
            var output = network.call(damaged);
            outputs.Add(Row(name, Picture.Of(First(output))));
            found.Values[$"{name}_error_from_holes"] = functional.mse_loss(output, clean).ToDouble();
            found.Values[$"{name}_mean_code"] = ((IAutoencoder)network).Encode(clean).mean().ToDouble();
            network.Dispose();
        }
        found.Values["denoising_over_plain"] =
            found.Values["denoising_error_from_holes"] / found.Values["plain_error_from_holes"];
        found.Panels.Add(new Panel(
            "First layer weights",
            "Orange where light raises a unit's output, blue where it lowers it.",
            weights));
        found.Panels.Add(new Panel(
            "Images with holes",
            "Three pixels in ten are removed. The denoising network was trained to restore them.",
            outputs));
    }

    /// <summary>A variational autoencoder with a code of two numbers: its decoded plane, and samples.</summary>
    internal static void Map(Attempt attempt, Measurement found)
    {
        const int Side = 12, Columns = 10, Samples = 40;
        using var data = OpenFashionMnist(attempt);
        using var network = VariationalAutoencoder.FullyConnected(code: 2);
        double loss = Fit(attempt, network, new Variational(), data, epochs: 15);
        network.eval();
        using var recording = no_grad();
        using var random = new Generator((ulong)attempt.Seed);
        var plane = Picture.Of(network.Decode(AutoencoderExhibits.Plane(Side)));
        var samples = Picture.Of(network.Decode(randn([Samples, 2], generator: random)));
        found.Panels.Add(new Panel(
            "The plane of the codes",
            "Decoded at the quantiles of N(0, 1) both ways.",
            [Row("", Picture.Mosaic(plane, Side))]));
        found.Panels.Add(new Panel(
            "Samples",
            "Codes drawn from N(0, 1), decoded.",
            [Row("", Picture.Mosaic(samples, Columns))]));
        // The loss of a network that answers every input with the mean image.
        var (mean, tests) = (Pixels(data.Train).mean([0]), Pixels(data.Test));
        var entropy = functional.binary_cross_entropy(mean.unsqueeze(0).expand(tests.shape), tests);
        found.Values["loss_over_mean_image"] = loss / (entropy.ToDouble() * 784);
    }

    private static Dataset OpenFashionMnist(Attempt attempt) => DatasetCatalog.Open(
        "fashion-mnist", new DatasetOptions { DataRoot = attempt.DataRoot, LimitTrain = 10_000, LimitTest = 1000 });

    private static double Fit(Attempt attempt, Module network, ITask task, Dataset data, int epochs)
    {
        using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.001);
        using var train = new DataLoader(data.Train, 128, shuffle: true, seed: attempt.Seed);
        using var test = new DataLoader(data.Test, 500);
        using var trainer = new Trainer(network, task, optimizer, options: new TrainerOptions { Epochs = epochs });
        if (trainer.Fit(train, stop: attempt.Stop) == Ending.Cancelled)
            throw new OperationCanceledException(attempt.Stop);
        return trainer.Evaluate(test)["loss"];
    }

    private static Tensor Pixels(Split split) => split.Inputs.to(ScalarType.Float32) / 255;

    private static Tensor First(Tensor rows) => rows.narrow(0, 0, Shown);

    private static PanelRow Row(string label, params Picture[] pictures) =>
        new(label, [.. pictures.Select(picture => picture.Png())]);

    // Degrees. Its sine is the largest singular value of the part of one basis that lies outside the other.
    private static double LargestAngle(Tensor basis, Tensor columns)
    {
        var other = linalg.qr(columns).Q;
        var outside = other - basis.matmul(basis.t().matmul(other));
        return Math.Asin(Math.Min(1, linalg.svdvals(outside).max().ToDouble())) * 180 / Math.PI;
    }
}
