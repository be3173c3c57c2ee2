using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training.Optimizers;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>
/// Tells a run that has learned nothing: its loss, on training and on test data, is that of a network that gives every
/// example the same answer.
/// </summary>
internal static class LearningCheck
{
    // A network that has just begun to learn is counted as one that has not.
    private const double Nearly = 0.98;

    // Sums in another order differ by less.
    private const double Rounding = 1e-4;
    private const int Longer = 4;

    /// <summary>What is wrong and what helps most often, in two sentences; null if the run has learned.</summary>
    internal static string? Of(Run run)
    {
        if (run.Trainer.State.Rows is not [var first, ..] rows)
            return null;
        var last = rows[^1];
        var tested = last.Validation.Count > 0 ? last.Validation : last.Test.Count > 0 ? last.Test : last.Train;
        double loss = Math.Min(last.Train["loss"], tested["loss"]);
        if (LossOfConstant(DataFit.Task(run.Entry, run.Data.Kind), run.Data.Train) is { } constant)
            return loss < Nearly * constant ? null
                : $"{run.Entry.Name} has learned nothing: its loss of {loss:F4} is not below {constant:F4}, which "
                    + $"the same answer to every example gives.{Accuracy(tested)} {Remedies(run)}";
        double before = first.Train["loss"];
        return rows.Count < 2 || rows.Skip(1).Any(row => row.Train["loss"] < (1 - Rounding) * before) ? null
            : $"{run.Entry.Name} has learned nothing: its loss never fell below the {before:F4} of the first "
                + $"epoch. {Remedies(run)}";
    }

    /// <summary>The loss of the best constant answer; null where the task's loss has no such simple one.</summary>
    private static double? LossOfConstant(TaskKind task, Split train)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        switch (task)
        {
            case TaskKind.Classification or TaskKind.LanguageModel:
                var shares = Shares(train);
                return -(shares * shares.clamp(min: 1e-12).log()).sum().item<double>();
            case TaskKind.Regression:
                return train.Targets.to(float64).var(0, unbiased: false).mean().item<double>();
            default:
                return null;
        }
    }

    // Of the classes, or of the tokens of the windows' beginnings: a text's windows overlap.
    private static Tensor Shares(Split train)
    {
        var targets = train.Targets.ndim == 1 ? train.Targets : train.Targets.select(1, 0);
        return bincount(targets, null).to(float64) / targets.numel();
    }

    private static string Accuracy(IReadOnlyDictionary<string, double> values) =>
        values.TryGetValue("accuracy", out var share) ? $" Its accuracy is {share:F4}." : "";

    private static string Remedies(Run run)
    {
        var (recipe, name) = (run.Settings.Recipe, run.Settings.Recipe.Optimizer.Split(':')[0]);
        var own = run.Entry.Recipe.Optimizer == name ? run.Entry.Recipe.LearningRate : OptimizerTable.Rate(name);
        var rate = recipe.LearningRate < own / 2 || recipe.LearningRate > 2 * own
            ? $"--lr {own} (its own rate with {name})"
            : $"another rate (`find-lr --model {run.Entry.Name}` suggests one)";
        var rule = name is "sgd" or "momentum" or "nesterov" ? "--optimizer adam --lr 0.003, " : "";
        return $"Try {rule}--epochs {Longer * recipe.Epochs}, or {rate}.";
    }
}
