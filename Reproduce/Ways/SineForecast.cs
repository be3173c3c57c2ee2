using System.Diagnostics;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Ways;

/// <summary>The next value of a noisy sine from the four before it: MLP 4-10-1, Adam on the squared error, summed over a batch.</summary>
public sealed record SineForecast : IWay
{
    public IReadOnlyCollection<string> Metrics { get; } = ["train_loss", "test_loss"];

    public Measurement? Make(Attempt attempt)
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        attempt.Begin();
        using var data = DatasetCatalog.Open("sines", new DatasetOptions { Seed = attempt.Seed });
        using var loader = new DataLoader(data.Train, 16, shuffle: true, seed: attempt.Seed);
        using var net = Sequential(Linear(4, 10), ReLU(), Linear(10, 1));
        Runs.Initialisation.Apply("xavier-uniform", net);
        using var optimizer = new Training.Optimizers.Adam(net.parameters(), 0.01);
        var (trained, tested) = (new List<double[]>(), new List<double[]>());
        for (int epoch = 1; epoch <= attempt.Wanted; epoch++)
        {
            foreach (var batch in loader)
            {
                using var step = NewDisposeScope();
                optimizer.zero_grad();
                functional.mse_loss(net.call(batch.Inputs), batch.Targets, Reduction.Sum).backward();
                optimizer.step();
            }
            trained.Add([epoch, Loss(data.Train)]);
            tested.Add([epoch, Loss(data.Test)]);
        }
        return new Measurement
        {
            Experiment = attempt.Experiment.Name,
            Epochs = attempt.Wanted,
            Seconds = watch.Elapsed.TotalSeconds,
            Hardware = Measurement.Machine(CPU),
            Values = new Dictionary<string, double> { ["train_loss"] = trained[^1][1], ["test_loss"] = tested[^1][1] },
            Curves = new Dictionary<string, double[][]> { ["train_loss"] = [.. trained], ["test_loss"] = [.. tested] },
        };

        double Loss(Split split)
        {
            using var measured = NewDisposeScope();
            using var recording = no_grad();
            return functional.mse_loss(net.call(split.Inputs), split.Targets).ToDouble();
        }
    }
}
