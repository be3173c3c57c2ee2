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

/// <summary>What the trainer costs over forward, backward and update written out: the same network, optimizer and loader, in turn.</summary>
internal static class TrainerOverhead
{
    /// <summary>trainer [--rounds N] [--models a,b]</summary>
    internal static int Run(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
        int rounds = int.Parse(Option("--rounds", "11"));
        var models = Option("--models", "softmax,lenet").Split(',');
        // The display draws as on a terminal, into nothing; the results go where they belong.
        var results = Console.Out;
        Console.SetOut(new StreamWriter("/dev/null") { AutoFlush = true });
        bool held = true;
        foreach (var (name, examples, epochs, limit) in new[] { ("softmax", 60_000, 6, 0.10), ("lenet", 30_000, 1, 0.02) }.Where(row => models.Contains(row.Item1)))
        {
            using var data = DatasetCatalog.Open("fashion-mnist", new DatasetOptions { LimitTrain = examples });
            using var model = (Module<Tensor, Tensor>)Zoo.Create(name);
            using var optimizer = new SGD(model.parameters(), 0.1);
            using var loader = new DataLoader(data.Train, 256, shuffle: true);
            Bare(model, optimizer, loader, epochs);
            Trained(model, optimizer, loader, epochs);
            var (bare, trained) = (new double[rounds], new double[rounds]);
            for (int round = 0; round < rounds; round++)
                if (round % 2 == 0)
                    (bare[round], trained[round]) = (Bare(model, optimizer, loader, epochs), Trained(model, optimizer, loader, epochs));
                else
                    (trained[round], bare[round]) = (Trained(model, optimizer, loader, epochs), Bare(model, optimizer, loader, epochs));
            double cost = Median([.. trained.Zip(bare, (with, without) => with / without)]) - 1;
            held &= cost < limit;
            results.WriteLine($"{name,-8} bare {Median(bare),8:F4} ms a step, trainer {Median(trained),8:F4} ms: {cost,7:P2} (median of {rounds} pairs in turn; best of each {trained.Min() / bare.Min() - 1:P2}; limit {limit:P0})");
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
        using var trainer = new Trainer(model, new Classification(), optimizer, options: new TrainerOptions { Epochs = epochs }, observer: display);
        var watch = Stopwatch.StartNew();
        trainer.Fit(loader);
        return watch.Elapsed.TotalMilliseconds / (epochs * loader.Count);
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
