using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Procedures;

/// <summary>How the weights of a linear fit begin.</summary>
internal enum Start
{
    /// <summary>N(0, 0.01), bias 0.</summary>
    Small,

    /// <summary>N(0, 1), bias 0.</summary>
    Wide,

    /// <summary>N(0, 1), the bias too.</summary>
    AllWide,

    /// <summary>The layer's own start.</summary>
    Layer,
}

/// <summary>
/// A linear model of a table of numbers, as the books fit it. The seed makes the data. Losses are means over all
/// examples after an epoch, not while the weights move.
/// </summary>
internal sealed record LinearFit(string Dataset, int Batch, double Rate) : IProcedure
{
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Weight decay of the weights alone, not of the bias.</summary>
    public double Decay { get; init; }

    public Start Start { get; init; } = Start.Small;

    /// <summary>The factor of the squared error: a half from scratch, 1 in the layers' own loss.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The factor of the squared error in the reported loss. Null is <see cref="Share"/>.</summary>
    public double? Reported { get; init; }

    /// <summary>The number of columns to use, from the first on. 0 is all.</summary>
    public int Features { get; init; }

    public bool Bias { get; init; } = true;

    /// <summary>Epochs between two points of the curve.</summary>
    public int Every { get; init; } = 1;

    public IReadOnlyCollection<string> Metrics { get; } =
        ["train_loss", "test_loss", "norm", "half_square", "weight_0", "weight_1", "weight_2", "weight_3"];

    public void Run(Attempt attempt, Measurement found)
    {
        using var scope = NewDisposeScope();
        attempt.Begin();
        var options = new DatasetOptions { DataRoot = attempt.DataRoot, Seed = attempt.Seed };
        using var data = DatasetCatalog.Open(Dataset, options);
        using var train = new Split(Columns(data.Train), data.Train.Targets.clone());
        using var test = new Split(Columns(data.Test), data.Test.Targets.clone());
        using var loader = new DataLoader(train, Batch, shuffle: true, seed: attempt.Seed);
        using var line = Linear(train.Inputs.shape[1], 1, hasBias: Bias);
        Initialize(line);
        using var optimizer = MakeOptimizer(line);
        for (int epoch = 1; epoch <= attempt.Wanted; epoch++)
        {
            attempt.Stop.ThrowIfCancellationRequested();
            foreach (var batch in loader)
            {
                using var step = NewDisposeScope();
                optimizer.zero_grad();
                (functional.mse_loss(line.call(batch.Inputs), batch.Targets) * Share).backward();
                optimizer.step();
            }
            if (epoch % Every != 0 && epoch != attempt.Wanted)
                continue;
            found.Add("train_loss", epoch, Loss(line, train));
            found.Add("test_loss", epoch, Loss(line, test));
        }
        double[] weights = line.weight!.detach().flatten().to(float64).data<double>().ToArray();
        double square = weights.Sum(weight => weight * weight);
        found.Values["norm"] = Math.Sqrt(square);
        found.Values["half_square"] = square / 2;
        foreach (var (i, weight) in weights.Take(4).Index())
            found.Values[$"weight_{i}"] = weight;
    }

    private Tensor Columns(Split split) =>
        Features > 0 ? split.Inputs.narrow(1, 0, Features).contiguous() : split.Inputs.clone();

    private void Initialize(TorchSharp.Modules.Linear line)
    {
        using var recording = no_grad();
        if (Start == Start.Layer)
            return;
        init.normal_(line.weight!, 0, Start == Start.Small ? 0.01 : 1);
        if (line.bias is { } bias)
            _ = Start == Start.AllWide ? init.normal_(bias) : init.zeros_(bias);
    }

    private Optimizer MakeOptimizer(TorchSharp.Modules.Linear line)
    {
        var settings = new OptimizerTable.Settings(Rate, WeightDecay: Decay);
        if (!Bias || Decay == 0)
            return OptimizerTable.Create(Optimizer, line.parameters(), settings);
        var optimizer = OptimizerTable.Create(Optimizer, [line.weight!], settings);
        optimizer.add_param_group([line.bias!], ("weight_decay", 0));
        return optimizer;
    }

    private double Loss(Module<Tensor, Tensor> line, Split split)
    {
        using var scope = NewDisposeScope();
        using var recording = no_grad();
        return (Reported ?? Share) * functional.mse_loss(line.call(split.Inputs), split.Targets).ToDouble();
    }
}
