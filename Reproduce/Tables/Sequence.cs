using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Sequences that are no text.</summary>
internal static class SequenceTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        new("sine-forecast", Section.Sequence, "The next value of a noisy sine", "d2l-zh 2.0.0, sequence", "sin(0.01 t) + N(0, 0.2), 600 windows of 4 values, MLP 4-10-1, batch 16, Adam 0.01, Xavier weights, 5 epochs", new SineForecast())
        {
            Epochs = 5,
            Quick = true,
            Targets = [new("train_loss", 0.0456, 0.0523, 0.0805) { Runs = 82, Release = 0.0517 }],
            Note = "The noise alone has a variance of 0.04.",
        },
        new("nadaraya-watson", Section.Sequence, "Attention by a kernel whose width is learned", "d2l-zh 2.0.0, nadaraya-watson", "50 points of 2 sin x + x^0.8 + N(0, 0.5), squared error summed, SGD 0.5, 5 epochs", new KernelRegression())
        {
            Epochs = 5,
            Quick = true,
            Targets = [new("train_loss", 11.7, 17.8, 51.9) { Runs = 15, Release = 12.4 }],
            Note = "The noise alone is 12.5 of the loss.",
        },
    ];
}
