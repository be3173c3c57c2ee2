using ModelZoo.Reproduce.Figures;
using ModelZoo.Reproduce.Running;
using static ModelZoo.Reproduce.Tables.FigureRows;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Learning that does not depend on the model, and the search for architectures.</summary>
internal static class WaysTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("voting", "Bagging and voting", "nndl 10.1, theorem 10.1", EnsembleFigures.Voting,
            "10 networks 1-50-1 on 60 points of a noisy sine, each on its own draw with replacement",
            Exact("above_the_mean", 0),
            Between("voted_over_mean", 0.1, 1)) with
        {
            Note = "The mean error divided by M is the lower limit only for errors that are not negatively correlated.",
        },
        Row("adaboost", "AdaBoost", "nndl 10.1.1, algorithm 10.1", EnsembleFigures.Boosting,
            "60 stumps on 300 points of two circles",
            Exact("rounds_above_the_bound", 0),
            Between("error_of_a_stump", 0.2, 0.5),
            AtMost("error_of_60", 0.1)),
        Row("self-training", "Self-training", "nndl 10.2.1", EnsembleFigures.SelfTraining,
            "8 labels among 500 points of two moons, nearest neighbors, 20 points in each of 23 rounds",
            Between("first", 0.6, 0.98),
            Between("gain", 0, 0.4)),
        Row("co-training", "Co-training", "nndl 10.2.2", EnsembleFigures.CoTraining,
            "40 labels among 2,000 pairs of glyphs of the same digit, a network for each of a pair, 5 rounds",
            Between("both_first", 0.3, 0.95),
            Between("gain", 0, 0.5)),
        Row("transfer", "Transfer: features and fine-tuning", "nndl 10.4", TransferFigures.Transfer,
            "convolutional network, 4,000 images of Fashion-MNIST for 4 epochs, then 100 glyphs for 20",
            Between("features_accuracy", 0.3, 1),
            Between("tuned_accuracy", 0.4, 1)) with { Quick = false },
        Row("continual", "Continual learning: elastic weights", "nndl 10.5", TransferFigures.Continual,
            "3 orders of the pixels of 3,000 glyphs, 784-200-10, Adam 0.001, 400 steps each, strength 2,000",
            Between("kept_by_ewc", 0.05, 1),
            Between("ewc_last_task", 0.6, 1)) with { Quick = false },
        Row("meta-learning", "MAML, first and full order, and Reptile", "nndl 10.6.2", TransferFigures.MetaLearning,
            "sine waves from 10 points, 1-40-40-1, inner rate 0.01, 25 tasks a step, Adam 0.001, 6,000 steps",
            Between("pretrained_after_1", 1, 6),
            AtMost("maml_over_pretrained", 0.2)) with { Quick = false, Epochs = 12 },
    ];

    internal static IReadOnlyList<Experiment> Search { get; } =
    [
        Figure(Section.Search, "DARTS 2019, figure 2", "darts-toy", "Bilevel search on DARTS' toy",
            TransferFigures.Bilevel, "L_val = a w - 2 a + 1, L_train = (w - a)^2 from (2, -2), 3,000 steps",
            Exact("first_architecture", 2, 0.01),
            Exact("first_weight", 2, 0.01),
            Exact("second_architecture", 1, 0.01),
            Exact("second_weight", 1, 0.01)),
    ];

    private static Experiment Row(
        string name, string title, string source, Action<Attempt, Measurement> compute, string setting,
        params Target[] targets) =>
        Figure(Section.Ways, source, name, title, compute, setting, targets);
}
