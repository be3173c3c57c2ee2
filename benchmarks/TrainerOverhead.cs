using System.CommandLine;
using System.Diagnostics;
using ModelZoo.Cli.Display;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Benchmarks;

/// <summary>
/// trainer: what the trainer costs over forward, backward and update written out, with the same network, optimizer and
/// loader, by turns.
/// </summary>
internal static class TrainerOverhead
{
    // Limit is the share of a step that the trainer may cost.
    private static readonly (string Model, int Examples, int Epochs, double Limit)[] Cases =
        [("softmax", 60_000, 6, 0.10), ("lenet", 30_000, 1, 0.02)];

    internal static Command Verb()
    {
        var rounds = new Option<int>("--rounds") { Description = "turns of each", DefaultValueFactory = _ => 11 };
        var models = new Option<string>("--models") { HelpName = "A,B", DefaultValueFactory = _ => "softmax,lenet" };
        var verb = new Command("trainer", "The trainer's cost over a bare loop; exit code 1 if it is too high")
        {
            rounds, models,
        };
        verb.SetAction(parsed => Run(parsed.GetValue(rounds), parsed.GetValue(models)!.Split(',')));
        return verb;
    }

    private static int Run(int rounds, string[] models)
    {
        // The display draws as on a terminal, but into nothing; the results are written to the true output.
        var results = Console.Out;
        Console.SetOut(new StreamWriter("/dev/null") { AutoFlush = true });
        bool held = true;
        foreach (var (name, examples, epochs, limit) in Cases.Where(row => models.Contains(row.Model)))
        {
            using var data = DatasetCatalog.Open("fashion-mnist", new DatasetOptions { LimitTrain = examples });
            using var model = (Module<Tensor, Tensor>)Zoo.Create(name);
            using var optimizer = new SGD(model.parameters(), 0.1);
            using var loader = new DataLoader(data.Train, 256, shuffle: true);
            var times = Clock.TakeTurns(rounds,
                [() => Bare(model, optimizer, loader, epochs), () => Trained(model, optimizer, loader, epochs)]);
            var (bare, trained) = (times[0], times[1]);
            double cost = Clock.Median(trained.Zip(bare, (with, without) => with / without)) - 1;
            held &= cost < limit;
            results.WriteLine(
                $"{name,-8} bare {Clock.Median(bare),8:F4} ms a step, "
                + $"trainer {Clock.Median(trained),8:F4} ms: {cost,7:P2} (median of {rounds} pairs; "
                + $"best of each {trained.Min() / bare.Min() - 1:P2}; limit {limit:P0})");
            results.Flush();
        }
        return held ? 0 : 1;
    }

    private static double Bare(Module<Tensor, Tensor> model, Optimizer optimizer, DataLoader loader, int epochs)
    {
        var watch = Stopwatch.StartNew();
        model.train();
        for (int epoch = 0; epoch < epochs; epoch++)
            foreach (var batch in loader)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                functional.cross_entropy(model.call(batch.Inputs), batch.Targets).backward();
                optimizer.step();
            }
        return watch.Elapsed.TotalMilliseconds / (epochs * loader.Count);
    }

    private static double Trained(nn.Module model, Optimizer optimizer, DataLoader loader, int epochs)
    {
        using var display = new LiveDisplay();
        var options = new TrainerOptions { Epochs = epochs };
        using var trainer = new Trainer(model, new Classification(), optimizer, options: options, observer: display);
        var watch = Stopwatch.StartNew();
        trainer.Fit(loader);
        return watch.Elapsed.TotalMilliseconds / (epochs * loader.Count);
    }
}
