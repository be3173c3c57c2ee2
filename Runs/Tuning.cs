
using ModelZoo.Datasets.Loading;
using ModelZoo.Runs.Calibration;
using ModelZoo.Tables;
using TorchSharp;

namespace ModelZoo.Runs;

/// <summary>Finds how a run trains fastest on this machine.</summary>
public static class Tuning
{
    // A trial's batch makes about this many multiply-adds: some hundredths of a second, so that a few fit into the trials' time.
    private const long TrialMacs = 10_000_000_000;

    /// <summary>Looks for the threads and the memory layout that train this network fastest here, unless one of them is given. They become settings.</summary>
    /// <remarks>Not for a run that is resumed: its checkpoint has them, because other ones give other last bits.</remarks>
    public static void Tune(this Run run)
    {
        var recipe = run.Settings.Recipe;
        if (run.Device.type != DeviceType.CPU || recipe.Threads > 0 || recipe.MemoryFormat != "auto")
            return;
        int batch = (int)Math.Clamp(TrialMacs / Math.Max(run.Entry.Macs, 1), 1, recipe.BatchSize);
        using var some = new DataLoader(run.Data.Train, batch, transform: DataFit.Transforms(run.Data, recipe, training: false));
        var tuned = Calibrator.Choose($"{run.Entry.Name} {Shape(run.Arguments)} batch {recipe.BatchSize} {recipe.Precision}", run.Model, () => run.Trainer.Try(some));
        run.Settings.Set("threads", $"{tuned.Threads}", "calibration").Set("memory-format", tuned.Layout, "calibration");
    }

    // What its speed hangs on besides its name.
    private static string Shape(ModelArguments arguments) =>
        $"{arguments.Channels}x{arguments.Size} to {arguments.Classes}"
        + (arguments.Width is { } width ? $" width {width}" : "") + (arguments.Dropout is { } share ? $" dropout {share}" : "");
}
