using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Recurrent;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>
/// The adding problem of Hochreiter and Schmidhuber, 1997: the network adds two marked numbers of a sequence. The
/// constant answer 1 has a squared error of 1/6.
/// </summary>
internal static class LongMemory
{
    private const int Steps = 1000, Batch = 64, Width = 64;

    /// <summary>The error of three recurrent networks, by the length of the sequence.</summary>
    internal static void Adding(Attempt attempt, Measurement found)
    {
        int[] lengths = [10, 20, 40, 80];
        (string Name, Func<RecurrentLayer> Make)[] cells =
        [
            ("RNN", () => new Elman(2, Width)),
            ("LSTM", () => new LongShortTermMemory(2, Width)),
            ("GRU", () => new GatedRecurrentUnit(2, Width)),
        ];
        var plot = found.Plot("squared error", "length");
        foreach (var (name, make) in cells)
        {
            var errors = plot.Line(name);
            foreach (int length in lengths)
            {
                errors.Add(length, Error(attempt, make, length));
                found.Values[$"{name.ToLowerInvariant()}_at_{length}"] = errors.Last;
            }
        }
        plot.Line("always 1", lengths.Select(length => ((double)length, 1 / 6.0)));
    }

    private static double Error(Attempt attempt, Func<RecurrentLayer> make, int length)
    {
        manual_seed(attempt.Seed);
        using var data = DatasetCatalog.Open("adding", new DatasetOptions { Seed = attempt.Seed, Steps = length });
        using var cell = make();
        if (cell is LongShortTermMemory)
            OpenForgetGates(cell);
        using var output = Linear(Width, 1);
        Tensor[] parameters = [.. cell.parameters(), .. output.parameters()];
        using var optimizer = new Training.Optimizers.Adam(parameters, 0.01);
        var clip = new Training.Regularization.ClipNorm(1);
        using var loader = new DataLoader(data.Train, Batch, shuffle: true, seed: attempt.Seed);
        for (int step = 0; step < Steps;)
            foreach (var batch in loader)
            {
                attempt.Stop.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                functional.mse_loss(Sum(batch.Inputs), batch.Targets).backward();
                clip.Apply(parameters);
                optimizer.step();
                if (++step == Steps)
                    break;
            }
        using var measured = NewDisposeScope();
        using var recording = no_grad();
        return functional.mse_loss(Sum(data.Test.Inputs), data.Test.Targets).ToDouble();

        Tensor Sum(Tensor numbers) => output.call(cell.call(numbers.transpose(0, 1), null).output[-1]);
    }

    // Gers, Schmidhuber and Cummins, 2000; Jozefowicz, Zaremba and Sutskever, 2015.
    private static void OpenForgetGates(Module cell)
    {
        using var recording = no_grad();
        foreach (var (name, parameter) in cell.named_parameters())
            if (name.Contains("bias_ih", StringComparison.Ordinal))
                parameter.narrow(0, Width, Width).fill_(1);
    }
}
