using ModelZoo.Datasets.Loading;
using ModelZoo.Runs.Calibration;
using ModelZoo.Tables;
using TorchSharp;

namespace ModelZoo.Runs;

public static class Tuning
{
    // A trial batch makes about this many multiply-adds, so that it takes some hundredths of a second.
    private const long TrialMacs = 10_000_000_000;

    /// <summary>
    /// Finds the number of threads and the memory layout that train this network fastest here, and makes them settings.
    /// Does nothing if one of them is given.
    /// </summary>
    /// <remarks>Not for a resumed run: its checkpoint has them, and others would give other last bits.</remarks>
    public static void Tune(this Run run)
    {
        var (recipe, arguments) = (run.Settings.Recipe, run.Parts.Arguments);
        if (run.Device.type != DeviceType.CPU || recipe.Threads > 0 || recipe.MemoryFormat != MemoryLayout.Auto)
            return;
        int batch = (int)Math.Clamp(TrialMacs / Math.Max(run.Entry.Macs, 1), 1, recipe.BatchSize);
        var transform = DataFit.Transforms(run.Data, recipe, training: false);
        using var some = new DataLoader(run.Data.Train, batch, transform: transform);
        var subject = $"{run.Entry.Name} {Shape(arguments)} batch {recipe.BatchSize} {recipe.Precision}";
        var tuned = Calibrator.Choose(subject, run.Model, () => run.Trainer.Try(some));
        run.Settings
            .Set(r => r.Threads, tuned.Threads, "calibration")
            .Set(r => r.MemoryFormat, tuned.Layout, "calibration");
    }

    private static string Shape(ModelArguments arguments) =>
        $"{arguments.Channels}x{arguments.Size} to {arguments.Classes}"
        + (arguments.Width is { } width ? $" width {width}" : "")
        + (arguments.Dropout is { } share ? $" dropout {share}" : "");
}
