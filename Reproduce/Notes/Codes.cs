using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
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
    private const int Images = 10_000, Shown = 10;

    /// <summary>Without activations an autoencoder's best code spans what the first principal components span: Baldi and Hornik, 1989.</summary>
    internal static void LinearIsPca(Attempt attempt, Findings found)
    {
        const int Width = 4, Steps = 1500;
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 1000 });
        var x = data.Train.Inputs.flatten(1).to(ScalarType.Float32) / 255;
        x = x - x.mean([0]);
        var components = randn(784, Width);
        for (int i = 0; i < 300; i++)
            components = Orthonormal(x.t().matmul(x.matmul(components)));

        using var encoder = Linear(784, Width, hasBias: false);
        using var decoder = Linear(Width, 784, hasBias: false);
        using var optimizer = new Training.Optimizers.Adam([.. encoder.parameters(), .. decoder.parameters()], 0.003);
        var (angles, errors) = (new List<(double, double)>(), new List<(double, double)>());
        double least = (x - x.matmul(components).matmul(components.t())).square().mean().ToDouble();
        for (int step = 0; step <= Steps; step++)
        {
            attempt.Stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.mse_loss(decoder.call(encoder.call(x)), x);
            loss.backward();
            if (step % 25 == 0)
            {
                angles.Add((step, LargestAngle(components, Orthonormal(decoder.weight!.detach()))));
                errors.Add((step, loss.ToDouble() / least));
            }
            optimizer.step();
        }
        found.Plots.Add(Plot.Of("largest principal angle, degrees", "step", ("between the decoder's columns and the components", angles)));
        found.Plots.Add(Plot.Of("squared error over that of the components", "step", ("autoencoder", errors)));
        found.Values["largest_angle"] = angles[^1].Item2;
        found.Values["error_over_pca"] = errors[^1].Item2;
    }

    /// <summary>First-layer weights of a plain, a sparse and a denoising autoencoder, and what each makes of an image with holes.</summary>
    internal static void Features(Attempt attempt, Findings found)
    {
        using var data = DatasetCatalog.Open("fashion-mnist", new DatasetOptions { DataRoot = attempt.DataRoot, LimitTrain = Images, LimitTest = 1000 });
        var clean = data.Test.Inputs.to(ScalarType.Float32) / 255;
        using var random = new Generator((ulong)attempt.Seed);
        var holes = clean * rand(clean.shape, generator: random).gt(0.3).to(ScalarType.Float32);
        var (weights, outputs) = (new List<PanelRow>(), new List<PanelRow> { Row("input", holes) });
        (string Name, Module<Tensor, Tensor> Network)[] networks = [("plain", new Autoencoder([196], activation: Sigmoid)), ("sparse", new SparseAutoencoder(196)), ("denoising", new DenoisingAutoencoder(196))];
        foreach (var (name, network) in networks)
        {
            manual_seed(attempt.Seed);
            Fit(attempt, network, new Reconstruction(), data, epochs: 8);
            network.eval();
            using var scope = NewDisposeScope();
            using var recording = no_grad();
            var filters = network.modules().OfType<TorchSharp.Modules.Linear>().First().weight!.narrow(0, 0, Shown).view(-1, 28, 28);
            weights.Add(new PanelRow(name, [.. Picture.OfWeights(filters).Select(picture => picture.Png())]));
            var again = network.call(holes);
            outputs.Add(Row(name, again));
            found.Values[$"{name}_error_from_holes"] = functional.mse_loss(again, clean).ToDouble();
            found.Values[$"{name}_mean_code"] = ((IAutoencoder)network).Encode(clean).mean().ToDouble();
            network.Dispose();
        }
        found.Values["denoising_over_plain"] = found.Values["denoising_error_from_holes"] / found.Values["plain_error_from_holes"];
        found.Panels.Add(new Panel("First layer weights", "Orange where light counts for a unit, blue where against.", weights));
        found.Panels.Add(new Panel("Images with holes", "Three pixels in ten are taken away; the denoising one was trained to put them back.", outputs));
    }

    /// <summary>A variational autoencoder with a code of two numbers: the plane of its codes, decoded, and samples.</summary>
    internal static void Map(Attempt attempt, Findings found)
    {
        const int Side = 12;
        using var data = DatasetCatalog.Open("fashion-mnist", new DatasetOptions { DataRoot = attempt.DataRoot, LimitTrain = Images, LimitTest = 1000 });
        using var network = VariationalAutoencoder.FullyConnected(code: 2);
        double loss = Fit(attempt, network, new Variational(), data, epochs: 15);
        network.eval();
        using var recording = no_grad();
        // Quantiles of the normal distribution, nearly.
        float[] places = [.. Enumerable.Range(0, Side).Select(i => (i + 0.5) / Side).Select(share => (float)(0.588 * Math.Log(share / (1 - share))))];
        var codes = tensor(places.Reverse().SelectMany(y => places.SelectMany(x => new[] { x, y })).ToArray()).view(-1, 2);
        using var random = new Generator((ulong)attempt.Seed);
        found.Panels.Add(new Panel("The plane of the codes", "Decoded at the quantiles of N(0, 1) both ways.", [Mosaic(network.Decode(codes), Side)]));
        found.Panels.Add(new Panel("Samples", "Codes drawn from N(0, 1), decoded.", [Mosaic(network.Decode(randn([40, 2], generator: random)), 10)]));
        // A network that says the mean image of every input.
        var (mean, tests) = ((data.Train.Inputs.to(ScalarType.Float32) / 255).mean([0]), data.Test.Inputs.to(ScalarType.Float32) / 255);
        found.Values["loss_over_mean_image"] = loss / (functional.binary_cross_entropy(mean.unsqueeze(0).expand(tests.shape), tests).ToDouble() * 784);
    }

    private static double Fit(Attempt attempt, Module network, ITask task, Dataset data, int epochs)
    {
        using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.001);
        using var train = new DataLoader(data.Train, 128, shuffle: true, seed: attempt.Seed);
        using var test = new DataLoader(data.Test, 500);
        using var trainer = new Trainer(network, task, optimizer, options: new TrainerOptions { Epochs = epochs });
        if (trainer.Fit(train, stop: attempt.Stop) == Ending.Cancelled)
            throw new OperationCanceledException();
        return trainer.Evaluate(test)["loss"];
    }

    private static PanelRow Row(string label, Tensor images) => new(label, [.. Picture.Of(images.narrow(0, 0, Shown)).Select(picture => picture.Png())]);

    private static PanelRow Mosaic(Tensor images, int columns) => new("", [Picture.Mosaic(Picture.Of(images), columns).Png()]);

    // Gram and Schmidt, twice for the rounding.
    private static Tensor Orthonormal(Tensor columns)
    {
        var kept = new List<Tensor>();
        foreach (var column in columns.unbind(1))
        {
            var rest = column;
            for (int again = 0; again < 2; again++)
                foreach (var before in kept)
                    rest = rest - before * rest.dot(before);
            kept.Add(rest / rest.norm());
        }
        return stack(kept, 1);
    }

    // Its sine is the largest singular value of what of one basis lies outside the other: by the power method, on a matrix of a few columns.
    private static double LargestAngle(Tensor basis, Tensor other)
    {
        var outside = other - basis.matmul(basis.t().matmul(other));
        var square = outside.t().matmul(outside);
        var direction = ones(square.shape[0]);
        for (int i = 0; i < 100; i++)
        {
            direction = square.matmul(direction);
            direction = direction / (direction.norm() + 1e-30);
        }
        return Math.Asin(Math.Min(1, Math.Sqrt(square.matmul(direction).norm().ToDouble()))) * 180 / Math.PI;
    }
}
