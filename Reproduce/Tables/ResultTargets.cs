
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>What the classifiers of the book print: train loss, train accuracy and test accuracy after the last epoch.</summary>
internal static class ResultTargets
{
    /// <param name="loss">Minimum, median and maximum over the printed runs, as the other two.</param>
    internal static IReadOnlyList<Target> Of(double[] loss, double[] accuracy, double[] tested, (double Loss, double Accuracy, double Test)? release, int runs) =>
    [
        Spread("train_loss", loss, release?.Loss, runs), Spread("train_accuracy", accuracy, release?.Accuracy, runs), Spread("test_accuracy", tested, release?.Test, runs),
    ];

    internal static Target Spread(string metric, double[] spread, double? release, int runs) => new(metric, spread[0], spread[1], spread[2]) { Release = release, Runs = runs };
}
