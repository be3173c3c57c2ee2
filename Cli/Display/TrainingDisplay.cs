using System.Text.Json.Nodes;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Runs;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using Spectre.Console;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Display;

/// <summary>What a person sees of a run: where it runs, how it goes, how it ended. The last line on stdout is for programs.</summary>
internal abstract class TrainingDisplay : IObserver, IDisposable
{
    internal static TrainingDisplay For(bool quiet) =>
        quiet ? new SilentDisplay() : AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected ? new LiveDisplay() : new PlainDisplay();

    internal virtual void Begin(Run run, MemoryEstimate? estimate)
    {
        var recipe = run.Settings.Recipe;
        Line($"{run.Entry.Name} ({run.Parameters:N0} parameters) on {run.Data.Name} ({run.Data.Train.Count:N0} + {(run.Validation is null ? "" : $"{run.Validation.Count:N0} held out + ")}{run.Data.Test.Count:N0} examples)");
        Line($"{run.Device}, {get_num_threads()} thread{(get_num_threads() == 1 ? "" : "s")}{(recipe.MemoryFormat == "auto" ? "" : $", {recipe.MemoryFormat}")}, libtorch {RuntimeFacts.Version}; {recipe.Epochs} epoch{(recipe.Epochs == 1 ? "" : "s")}, batch {recipe.BatchSize}, {recipe.Optimizer} {recipe.LearningRate}, seed {recipe.Seed}");
        Line(run.Validation is null
            ? $"watched: test {Watched(run)}, for the best checkpoint{(recipe.Patience > 0 ? ", patience" : "")}{(recipe.Schedule.StartsWith("plateau", StringComparison.Ordinal) ? ", the rate" : "")}; --validation 0.1 would hold out a tenth for that and look at the test once"
            : $"watched: validation {Watched(run)}; the best epoch's weights are tested once, at the end");
        if (run.Entry.Quick is not null && run.Settings.Origin("epochs") == "model")
            Line($"a short recipe, for minutes on two cores; --recipe textbook: {Longer(run.Entry)}");
        if (estimate is not null)
            Line($"memory: {estimate}");
        if (run.Trainer.State.Step > 0)
            Line($"going on after epoch {run.Trainer.State.Epoch}, step {run.Trainer.State.Step}");
    }

    private static string Longer(Entry entry)
    {
        var book = entry.Textbook;
        var size = entry.Input.Kind == InputKind.Image ? $" at {book.Size ?? entry.Input.Size} pixels" : "";
        return $"{book.Dataset}{size}, {book.Epochs} epochs, batch {book.BatchSize}, {book.Optimizer} {book.LearningRate}";
    }

    internal void End(Run run, Ending ending, int code)
    {
        var folder = Short(run.Folder.FullPath);
        if (ending is Ending.Cancelled or Ending.OutOfTime)
        {
            // Also when quiet: without this line the way back would be lost.
            Console.Error.WriteLine($"modelzoo: stopped after step {run.Trainer.State.Step}; go on with: dotnet run --resume {folder}");
            if (code != ExitCode.Done && ending == Ending.Cancelled)
                return;
        }
        var state = run.Trainer.State;
        if (state.Best is { } best)
            Line($"best {(run.Validation is null ? "" : "validation ")}{Watched(run)} {best:F4} after epoch {state.BestEpoch}; everything is in {folder}");
        if (run.Validation is not null && run.Result is { Test.Count: > 0 } row)
            Line($"test, with the weights of that epoch: {Values(row.Test)}");
        Line($"time: {string.Join(", ", run.Trainer.Clock.Times.Where(part => part.Value > TimeSpan.Zero).Select(part => $"{part.Key.ToString().ToLowerInvariant()} {Duration(part.Value)}"))}");
        if (run.MostMemory is { } most)
            Line($"memory: tensors took {MemoryEstimate.Text(most)} at most");
        Line($"next: dotnet run evaluate --run {folder}");
        Console.Out.WriteLine("RESULT " + Result(run).ToJsonString());
    }

    public virtual void Reported(TrainingProgress progress) { }
    public virtual void EpochEnded(EpochRow row, bool best) { }
    public void Replaying(long step, long until) =>
        Console.Error.WriteLine($"modelzoo: going through steps {step} to {until} again, to find where it went wrong");

    public virtual void Dispose() => GC.SuppressFinalize(this);

    protected abstract void Line(string text);

    // As a person would write it from here.
    internal static string Short(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    internal static JsonObject Result(Run run)
    {
        var state = run.Trainer.State;
        var result = new JsonObject { ["model"] = run.Entry.Name, ["dataset"] = run.Data.Name, ["epochs"] = state.Epoch, ["steps"] = state.Step, ["seconds"] = Math.Round(state.Seconds, 3) };
        if (run.Result is { } row)
        {
            foreach (var (name, value) in row.Train)
                result["train_" + name] = Number(value);
            foreach (var (name, value) in row.Test)
                result["test_" + name] = Number(value);
            foreach (var (name, value) in row.Validation)
                result["validation_" + name] = Number(value);
            if (run.Validation is not null)
                (result["result_epoch"], result["chosen_by"]) = (row.Epoch, "validation_" + Watched(run));
        }
        result["parameters"] = run.Parameters;
        if (run.MostMemory is { } most)
            result["memory"] = most;
        result["run"] = run.Folder.FullPath;
        return result;
    }

    // JSON has no NaN: a run that diverged says null.
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string Duration(TimeSpan time) => time.TotalSeconds >= 1 ? $"{time.TotalSeconds:F1} s" : time.TotalMilliseconds >= 10 ? $"{time.TotalMilliseconds:F0} ms" : $"{time.TotalMilliseconds:G2} ms";

    private static string Watched(Run run) => run.Trainer.Watched;

    protected static string Values(IReadOnlyDictionary<string, double> values) => string.Join("  ", values.Select(value => $"{value.Key} {value.Value:F4}"));
}

/// <summary>Nothing but the result.</summary>
internal sealed class SilentDisplay : TrainingDisplay
{
    protected override void Line(string text) { }
}

/// <summary>A line an epoch, for files and pipes.</summary>
internal sealed class PlainDisplay : TrainingDisplay
{
    protected override void Line(string text) => Console.Out.WriteLine(text);

    public override void EpochEnded(EpochRow row, bool best) =>
        Line($"epoch {row.Epoch}  train {Values(row.Train)}{(row.Validation.Count > 0 ? $"  validation {Values(row.Validation)}" : "")}{(row.Test.Count > 0 ? $"  test {Values(row.Test)}" : "")}  lr {row.LearningRate:G4}  {row.ExamplesPerSecond:N0} examples/s{(best ? "  best" : "")}");
}
