using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>Sequences of numbers.</summary>
internal static class NumberSequences
{
    /// <summary>Predicts the next value of a noisy sine from the four before it: an MLP 4-10-1.</summary>
    internal static void SineForecast(Attempt attempt, Measurement found)
    {
        using var data = DatasetCatalog.Open("sines", new DatasetOptions { Seed = attempt.Seed });
        using var loader = new DataLoader(data.Train, 16, shuffle: true, seed: attempt.Seed);
        using var net = Sequential(Linear(4, 10), ReLU(), Linear(10, 1));
        Runs.Initialization.Apply("xavier-uniform", net);
        using var optimizer = new Training.Optimizers.Adam(net.parameters(), 0.01);
        for (int epoch = 1; epoch <= attempt.Wanted; epoch++)
        {
            foreach (var batch in loader)
            {
                using var step = NewDisposeScope();
                optimizer.zero_grad();
                functional.mse_loss(net.call(batch.Inputs), batch.Targets, Reduction.Sum).backward();
                optimizer.step();
            }
            found.Add("train_loss", epoch, Loss(data.Train));
            found.Add("test_loss", epoch, Loss(data.Test));
        }

        double Loss(Split split)
        {
            using var measured = NewDisposeScope();
            using var recording = no_grad();
            return functional.mse_loss(net.call(split.Inputs), split.Targets).ToDouble();
        }
    }

    /// <summary>
    /// Attention by a Gaussian kernel (Nadaraya 1964, Watson 1964): a point's value is the mean of the others',
    /// weighted by their nearness. The kernel's width is learned. The loss is that of a step before its update.
    /// </summary>
    internal static void KernelRegression(Attempt attempt, Measurement found)
    {
        const int Points = 50;
        const double Rate = 0.5;
        Tensor x = (rand(Points) * 5).sort().Values, y = Truth(x) + randn(Points) * 0.5;
        var self = eye(Points) * -1e9;   // while it learns, no point is its own neighbor
        using var width = new TorchSharp.Modules.Parameter(rand(1));
        using var optimizer = new Training.Optimizers.SGD([width], Rate);
        for (int epoch = 1; epoch <= attempt.Wanted; epoch++)
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.mse_loss(Attend(x, x, y, width, self), y, Reduction.Sum);
            found.Add("train_loss", epoch, loss.ToDouble());
            loss.backward();
            optimizer.step();
        }
        using var recording = no_grad();
        found.Values["width"] = width.ToDouble();
        var grid = arange(0, 5, 0.1);
        var plot = found.Plot("fit", "x");
        plot.Line("without noise", NumberSequences.Points(grid, Truth(grid)));
        plot.Line("width 1", NumberSequences.Points(grid, Attend(grid, x, y, ones(1))));
        plot.Line("learned width", NumberSequences.Points(grid, Attend(grid, x, y, width)));
    }

    /// <summary>Points of two vectors.</summary>
    internal static IEnumerable<(double X, double Y)> Points(Tensor x, Tensor y)
    {
        static double[] Numbers(Tensor values) => values.detach().to(float64).data<double>().ToArray();
        return Numbers(x).Zip(Numbers(y));
    }

    private static Tensor Truth(Tensor x) => x.sin() * 2 + x.pow(0.8);

    private static Tensor Attend(Tensor queries, Tensor keys, Tensor values, Tensor width, Tensor? mask = null)
    {
        var scores = ((queries.unsqueeze(1) - keys) * width).pow(2) * -0.5;   // (queries, keys)
        return functional.softmax(mask is null ? scores : scores + mask, 1).mv(values);
    }
}
