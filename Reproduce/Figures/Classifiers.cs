using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reproduce.Running;
using ModelZoo.Training;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Trains a classifier by the zoo's trainer.</summary>
internal static class Classifiers
{
    /// <param name="line">Gets the test accuracy after each epoch.</param>
    internal static void Fit(
        Attempt attempt, Module network, Training.Optimizers.Optimizer optimizer, Dataset data, int epochs,
        int batch = 64, PlotLine? line = null)
    {
        using var train = new DataLoader(data.Train, batch, shuffle: true, seed: attempt.Seed);
        using var test = new DataLoader(data.Test, 500);
        using var trainer = new Trainer(
            network, new Classification(), optimizer, options: new TrainerOptions { Epochs = epochs });
        if (trainer.Fit(train, test, stop: attempt.Stop) == Ending.Cancelled)
            throw new OperationCanceledException(attempt.Stop);
        foreach (var row in trainer.State.Rows)
            line?.Add(row.Epoch, row.Test["accuracy"]);
    }
}
