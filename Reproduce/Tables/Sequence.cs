using ModelZoo.Reproduce.Notes;
using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Sequences of numbers.</summary>
internal static class SequenceTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        new("sine-forecast", Section.Sequence, "The next value of a noisy sine", "d2l-zh 2.0.0, sequence",
            "sin(0.01 t) + N(0, 0.2), 600 windows of 4 values, MLP 4-10-1, "
                + "batch 16, Adam 0.01, Xavier weights, 5 epochs",
            new Computed(NumberSequences.SineForecast, "train_loss", "test_loss"))
        {
            Epochs = 5,
            Quick = true,
            Note = "The noise alone has a variance of 0.04.",
        },
        new("nadaraya-watson", Section.Sequence, "Attention by a kernel whose width is learned",
            "d2l-zh 2.0.0, nadaraya-watson",
            "50 points of 2 sin x + x^0.8 + N(0, 0.5), squared error summed, SGD 0.5, 5 epochs",
            new Computed(NumberSequences.KernelRegression, "train_loss", "width"))
        {
            Epochs = 5,
            Quick = true,
            Note = "The noise alone is 12.5 of the loss.",
        },
    ];
}
