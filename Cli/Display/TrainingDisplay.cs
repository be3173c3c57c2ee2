using System.Text.Json.Nodes;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Runs;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using Spectre.Console;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Display;

/// <summary>Shows a run: where it runs, how it goes, how it ended. The last line on stdout is for programs.</summary>
internal abstract class TrainingDisplay : IObserver, IDisposable
{
    internal static TrainingDisplay For(bool quiet)
    {
        if (quiet)
            return new SilentDisplay();
        bool live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
        return live ? new LiveDisplay() : new PlainDisplay();
    }

    internal void Begin(Run run, MemoryEstimate? estimate)
    {
        var recipe = run.Settings.Recipe;
        var heldOut = run.Validation is { } part ? $"{part.Count:N0} held out + " : "";
        Line($"{run.Entry.Name} ({run.Parameters:N0} parameters) on {run.Data.Name} "
            + $"({run.Data.Train.Count:N0} + {heldOut}{run.Data.Test.Count:N0} examples)");
        foreach (var note in run.Data.Notes)
            Output.Warn(note);
        var format = recipe.MemoryFormat == "auto" ? "" : $", {recipe.MemoryFormat}";
        Line($"{run.Device}, {Output.Count(get_num_threads(), "thread")}{format}, libtorch {RuntimeFacts.Version}; "
            + $"{Output.Count(recipe.Epochs, "epoch")}, batch {recipe.BatchSize}, "
            + $"{recipe.Optimizer} {recipe.LearningRate}, seed {recipe.Seed}");
        Line($"watched: {Watched(run)}");
        if (run.Entry.Quick is not null && run.Settings.Origin("epochs") == "model")
            Line($"short recipe, for minutes on two cores; --recipe textbook: {Textbook(run.Entry)}");
        if (estimate is not null)
            Line($"memory: {estimate}");
        if (run.Trainer.State.Step > 0)
            Line($"resuming after epoch {run.Trainer.State.Epoch}, step {run.Trainer.State.Step}");
    }

    internal void End(Run run, Ending ending, int code)
    {
        var folder = Output.ShortPath(run.Folder.FullPath);
        var state = run.Trainer.State;
        if (ending is Ending.Cancelled or Ending.OutOfTime)
        {
            // Also when quiet: without this line the user does not know how to resume.
            Output.Warn($"stopped after step {state.Step}; resume with: {Output.Program} --resume {folder}");
            if (code != ExitCode.Done && ending == Ending.Cancelled)
                return;
        }
        var metric = run.Trainer.Watched;
        if (state.Best is { } best)
            Bright($"best {(run.Validation is null ? "" : "validation ")}{metric} {best:F4} "
                + $"after epoch {state.BestEpoch}; everything is in {folder}");
        if (run.Validation is not null && run.Result is { Test.Count: > 0 } row)
            Bright($"test, with the weights of that epoch: {Output.Values(row.Test)}");
        var times = run.Trainer.Clock.Times.Where(part => part.Value > TimeSpan.Zero)
            .Select(part => $"{part.Key.ToString().ToLowerInvariant()} {Duration(part.Value)}");
        Line($"time: {string.Join(", ", times)}");
        if (run.MostMemory is { } most)
            Line($"memory: tensors took {MemoryEstimate.Text(most)} at most");
        if (run.LearnedNothing is { } advice)
            Bright(advice);
        if (File.Exists(Path.Combine(run.Folder.FullPath, "report.html")))
            Bright($"report: {folder}/report.html");
        Bright($"next: {Output.Program} {Next(run, folder)}");
        Output.Result(Result(run));
    }

    public virtual void Reported(TrainingProgress progress) { }

    public virtual void EpochEnded(EpochRow row, bool best) { }

    public void Replaying(long step, long until) =>
        Output.Warn($"going through steps {step} to {until} again, to find where it went wrong");

    public virtual void Dispose() => GC.SuppressFinalize(this);

    protected abstract void Line(string text);

    /// <summary>A line that a person looks for.</summary>
    protected virtual void Bright(string text) => Line(text);

    // What such a network is for.
    private static string Next(Run run, string folder) => run.Entry.Task switch
    {
        TaskKind.LanguageModel or TaskKind.Variational or TaskKind.Reconstruction => $"generate --run {folder}",
        TaskKind.SequenceToSequence or TaskKind.SequenceLabelling => $"predict --run {folder} --text \"...\"",
        _ when run.Data.InputShape.Length == 3 => $"predict --run {folder} --input PICTURE",
        _ when run.Data.Columns.Count > 0 => $"predict --run {folder} --input TABLE.csv",
        _ => $"evaluate --run {folder}",
    };

    internal static JsonObject Result(Run run)
    {
        var state = run.Trainer.State;
        var result = Output.Object(
            ("model", run.Entry.Name), ("dataset", run.Data.Name), ("epochs", state.Epoch), ("steps", state.Step),
            ("seconds", Math.Round(state.Seconds, 3)));
        if (run.Result is { } row)
        {
            foreach (var (part, values) in new[]
                { ("train_", row.Train), ("test_", row.Test), ("validation_", row.Validation) })
                foreach (var (name, value) in values)
                    result[part + name] = Output.Finite(value);
            if (run.Validation is not null)
                (result["result_epoch"], result["chosen_by"]) = (row.Epoch, "validation_" + run.Trainer.Watched);
        }
        if (run.LearnedNothing is not null)
            result["learned"] = false;
        result["parameters"] = run.Parameters;
        if (run.MostMemory is { } most)
            result["memory"] = most;
        result["run"] = run.Folder.FullPath;
        return result;
    }

    // The number that decides, and what it decides.
    private static string Watched(Run run)
    {
        var (metric, recipe) = (run.Trainer.Watched, run.Settings.Recipe);
        if (run.Validation is not null)
            return $"validation {metric}; the best epoch's weights are tested once, at the end";
        string patience = recipe.Patience > 0 ? ", patience" : "";
        string rate = recipe.Schedule.StartsWith("plateau", StringComparison.Ordinal) ? ", learning rate" : "";
        return $"test {metric} (best checkpoint{patience}{rate}); hold out a part with --validation 0.1";
    }

    private static string Textbook(Entry entry)
    {
        var book = entry.Textbook;
        var size = entry.Input.Kind == InputKind.Image ? $" at {book.Size ?? entry.Input.Size} pixels" : "";
        return $"{book.Dataset}{size}, {Output.Count(book.Epochs, "epoch")}, batch {book.BatchSize}, "
            + $"{book.Optimizer} {book.LearningRate}";
    }

    private static string Duration(TimeSpan time) => time.TotalMilliseconds switch
    {
        >= 1000 => $"{time.TotalSeconds:F1} s",
        >= 10 and var milliseconds => $"{milliseconds:F0} ms",
        var milliseconds => $"{milliseconds:G2} ms",
    };
}

/// <summary>Prints nothing but the result.</summary>
internal sealed class SilentDisplay : TrainingDisplay
{
    protected override void Line(string text) { }
}

/// <summary>Prints a line for each epoch, for files and pipes.</summary>
internal sealed class PlainDisplay : TrainingDisplay
{
    protected override void Line(string text) => Console.Out.WriteLine(text);

    public override void EpochEnded(EpochRow row, bool best)
    {
        static string Part(string name, IReadOnlyDictionary<string, double> values) =>
            values.Count > 0 ? $"  {name} {Output.Values(values)}" : "";
        Line($"epoch {row.Epoch}{Part("train", row.Train)}{Part("validation", row.Validation)}{Part("test", row.Test)}"
            + $"  lr {row.LearningRate:G4}  {row.ExamplesPerSecond:N0} examples/s{(best ? "  best" : "")}");
    }
}
