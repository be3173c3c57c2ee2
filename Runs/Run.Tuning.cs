using ModelZoo.Datasets;
using ModelZoo.Runs.Calibration;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

public sealed partial class Run
{
    // A trial's batch makes about this many multiply-adds: some hundredths of a second, so that a few fit into the trials' time.
    private const long TrialMacs = 10_000_000_000;

    /// <summary>Looks for the threads and the memory layout that train this network fastest here, unless one of them is given. They become settings.</summary>
    /// <remarks>Not for a run that is resumed: its checkpoint has them, because other ones give other last bits.</remarks>
    public void Tune()
    {
        var recipe = _settings.Recipe;
        if (Device.type != DeviceType.CPU || recipe.Threads > 0 || recipe.MemoryFormat != "auto")
            return;
        int batch = (int)Math.Clamp(TrialMacs / Math.Max(Entry.Macs, 1), 1, recipe.BatchSize);
        using var some = new DataLoader(_data.Train, batch, transform: DataFit.Transforms(_data, recipe, training: false));
        var tuned = Calibrator.Choose($"{Entry.Name} {Shape} batch {recipe.BatchSize} {recipe.Precision}", Model, () => _trainer.Try(some));
        _settings.Set("threads", $"{tuned.Threads}", "calibration").Set("memory-format", tuned.Layout, "calibration");
    }

    // What its speed hangs on besides its name.
    private string Shape => $"{_arguments.Channels}x{_arguments.Size} to {_arguments.Classes}{(_arguments.Width is { } width ? $" width {width}" : "")}{(_arguments.Dropout is { } share ? $" dropout {share}" : "")}";
}
