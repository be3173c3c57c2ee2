using System.Globalization;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training;

/// <summary>Prints a line for each epoch: give it to a trainer.</summary>
public sealed class ConsoleObserver(TextWriter? output = null) : IObserver
{
    public void EpochEnded(EpochRow row, bool best)
    {
        static string Part(string name, IReadOnlyDictionary<string, double> values) =>
            string.Concat(values.Select(value => Line($"  {name} {value.Key} {value.Value:F4}")));
        (output ?? Console.Out).WriteLine(Line($"epoch {row.Epoch}{Part("train", row.Train)}")
            + Part("validation", row.Validation) + Part("test", row.Test)
            + Line($"  {row.ExamplesPerSecond:N0} examples/s") + (best ? "  best" : ""));
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
