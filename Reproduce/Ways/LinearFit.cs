using System.Diagnostics;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Ways;

/// <summary>How the weights of a linear fit begin.</summary>
public enum Start
{
    /// <summary>N(0, 0.01), bias 0.</summary>
    Small,

    /// <summary>N(0, 1), bias 0.</summary>
    Wide,

    /// <summary>N(0, 1), the bias too.</summary>
    AllWide,

    /// <summary>As the layer itself begins.</summary>
    Layer,
}

/// <summary>
/// A line through a table of numbers, as the books fit it: data made anew from the seed, the squared error or half of it, and its mean over all
/// examples after an epoch, in evaluation and not while the weights move.
/// </summary>
public sealed record LinearFit(string Dataset, int Batch, double Rate) : IWay
{
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Pulls the weights alone, not the bias.</summary>
    public double Decay { get; init; }

    public Start Start { get; init; } = Start.Small;

    /// <summary>Of the squared error, in the gradient: a half "from scratch", a whole in the layers' own loss.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Of the squared error, in what is reported; null is the same.</summary>
    public double? Reported { get; init; }

    /// <summary>The first columns alone; 0 is all.</summary>
    public int Features { get; init; }

    public bool Bias { get; init; } = true;

    /// <summary>Epochs between two points of the curve.</summary>
    public int Every { get; init; } = 1;

    public IReadOnlyCollection<string> Metrics { get; } = ["train_loss", "test_loss", "norm", "half_square", "weight_0", "weight_1", "weight_2", "weight_3"];

    public Measurement? Make(Attempt attempt)
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        attempt.Begin();
        using var data = DatasetCatalog.Open(Dataset, new DatasetOptions { DataRoot = attempt.DataRoot, Seed = attempt.Seed });
        using var train = new Split(Columns(data.Train), data.Train.Targets.clone());
        using var test = new Split(Columns(data.Test), data.Test.Targets.clone());
        using var loader = new DataLoader(train, Batch, shuffle: true, seed: attempt.Seed);
        using var line = Linear(train.Inputs.shape[1], 1, hasBias: Bias);
        Begin(line);
        bool apart = Bias && Decay > 0;
        using var optimizer = OptimizerTable.Create(Optimizer, apart ? [line.weight!] : line.parameters(), new(Rate, WeightDecay: Decay));
        if (apart)
            optimizer.add_param_group([line.bias!], ("weight_decay", 0));

        var (trained, tested) = (new List<double[]>(), new List<double[]>());
        for (int epoch = 1; epoch <= attempt.Wanted; epoch++)
        {
            if (attempt.Stop.IsCancellationRequested)
                return null;
            foreach (var batch in loader)
            {
                using var step = NewDisposeScope();
                optimizer.zero_grad();
                (functional.mse_loss(line.call(batch.Inputs), batch.Targets) * Share).backward();
                optimizer.step();
            }
            if (epoch % Every != 0 && epoch != attempt.Wanted)
                continue;
            trained.Add([epoch, Loss(line, train)]);
            tested.Add([epoch, Loss(line, test)]);
        }
        double[] weights = [.. line.weight!.detach().flatten().data<float>().ToArray().Select(weight => (double)weight)];
        double square = weights.Sum(weight => weight * weight);
        var values = new Dictionary<string, double> { ["train_loss"] = trained[^1][1], ["test_loss"] = tested[^1][1], ["norm"] = Math.Sqrt(square), ["half_square"] = square / 2 };
        for (int i = 0; i < Math.Min(4, weights.Length); i++)
            values[$"weight_{i}"] = weights[i];
        return new Measurement
        {
            Experiment = attempt.Experiment.Name,
            Epochs = attempt.Wanted,
            Seconds = watch.Elapsed.TotalSeconds,
            Hardware = Measurement.Machine(CPU),
            Values = values,
            Curves = new Dictionary<string, double[][]> { ["train_loss"] = [.. trained], ["test_loss"] = [.. tested] },
        };
    }

    private Tensor Columns(Split split) => Features > 0 ? split.Inputs.narrow(1, 0, Features).contiguous() : split.Inputs.clone();

    private void Begin(TorchSharp.Modules.Linear line)
    {
        using var recording = no_grad();
        if (Start == Start.Layer)
            return;
        init.normal_(line.weight!, 0, Start == Start.Small ? 0.01 : 1);
        if (line.bias is null)
            return;
        if (Start == Start.AllWide)
            init.normal_(line.bias);
        else
            init.zeros_(line.bias);
    }

    private double Loss(Module<Tensor, Tensor> line, Split split)
    {
        using var scope = NewDisposeScope();
        using var recording = no_grad();
        return (Reported ?? Share) * functional.mse_loss(line.call(split.Inputs), split.Targets).ToDouble();
    }
}
