using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Tests.Runs;

/// <summary>Runs of the linear regression with two weights: a tenth of a second each, with a known result.</summary>
internal static class SmallRuns
{
    internal static Settings Settings(params (string Name, string Value)[] given)
    {
        var settings = ModelSettings.For(Zoo.Find("linear-regression"));
        (string, string)[] small = [("epochs", "3"), ("batch-size", "50"), ("lr", "0.03"), ("device", "cpu")];
        foreach (var (name, value) in small.Concat(given))
            settings.Set(name, value, "test");
        return settings;
    }

    /// <summary>Trains a run to its end. Returns its folder and its weights.</summary>
    internal static Ended Train(Scratch scratch, params (string Name, string Value)[] given)
    {
        using var run = RunBuilder.Build(Settings(given));
        var ending = run.Train(scratch.Path, default);
        return new Ended(run.Folder.FullPath, ending, run.Trainer.State, Weights(run));
    }

    /// <summary>Trains the same run, stopped in the middle of its second epoch and resumed.</summary>
    internal static Ended TrainInTwoParts(Scratch scratch, params (string Name, string Value)[] given) =>
        TrainInTwoParts(scratch, Settings([.. given, ("checkpoint-every", "9")]), third: 27);

    /// <summary>
    /// Stops a run at its third checkpoint within an epoch, which must be that of step third, and resumes it. Each part
    /// begins with a memory estimate, as the command line's runs do.
    /// </summary>
    internal static Ended TrainInTwoParts(Scratch scratch, Settings settings, long third)
    {
        using var stop = new StopAtThird();
        string folder;
        using (var first = RunBuilder.Build(settings, observer: stop))
        {
            first.Estimate();
            Xunit.Assert.Equal(Ending.Cancelled, first.Train(scratch.Path, stop.Token));
            Xunit.Assert.InRange(first.Trainer.State.Step, third, third + 1);
            folder = first.Folder.FullPath;
        }
        using var run = RunBuilder.Resume(folder, warning => Xunit.Assert.Fail(warning));
        run.Estimate();
        var ending = run.Train(scratch.Path, default);
        return new Ended(folder, ending, run.Trainer.State, Weights(run));
    }

    internal static float[] Weights(Run run) =>
        [.. run.Model.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())];

    internal sealed record Ended(string Folder, Ending Ending, TrainerState State, float[] Weights);

    private sealed class StopAtThird : IObserver, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private long _checkpoints;

        internal CancellationToken Token => _stop.Token;

        public void CheckpointDue(CheckpointReason reason)
        {
            if (reason == CheckpointReason.Step && ++_checkpoints == 3)
                _stop.Cancel();
        }

        public void Dispose() => _stop.Dispose();
    }
}
