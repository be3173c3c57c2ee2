using ModelZoo.Training;
using Spectre.Console;

namespace ModelZoo.Cli.Display;

/// <summary>A row an epoch, and under the rows one line for the epoch that is running.</summary>
internal sealed class LiveDisplay : TrainingDisplay
{
    private const string ClearLine = "\r\u001b[2K";
    private readonly Lock _drawing = new();
    private bool _hasColumns;

    protected override void Line(string text)
    {
        lock (_drawing)
        {
            Console.Out.Write(ClearLine);
            AnsiConsole.MarkupLineInterpolated($"[grey]{text}[/]");
        }
    }

    public override void Reported(TrainingProgress progress)
    {
        double share = (double)progress.StepOfEpoch / Math.Max(1, progress.StepsOfEpoch);
        double done = progress.Epoch - 1 + share;
        var left = progress.Elapsed * ((progress.Epochs - done) / Math.Max(1e-9, done));
        var text = $" epoch {progress.Epoch}/{progress.Epochs}  {Values(progress.Train)}  {progress.ExamplesPerSecond:N0}/s  {Time(left)} left";
        // The last column stays free: writing into it would start a new line on some terminals.
        int room = Math.Max(20, Console.WindowWidth - 1), bar = Math.Clamp(room - text.Length, 0, 30), full = (int)(share * bar);
        lock (_drawing)
        {
            Console.Out.Write(ClearLine);
            AnsiConsole.Markup($"[teal]{new string('━', full)}[/][grey]{new string('━', bar - full)}[/]");
            Console.Out.Write(text.Length + bar <= room ? text : text[..(room - bar)]);
        }
    }

    public override void EpochEnded(EpochRow row, bool best)
    {
        (string Name, string Value)[] columns =
        [
            ("epoch", $"{row.Epoch}"),
            .. row.Train.Select(value => ("train " + value.Key, $"{value.Value:F4}")),
            .. row.Validation.Select(value => ("val " + value.Key, $"{value.Value:F4}")),
            .. row.Test.Select(value => ("test " + value.Key, $"{value.Value:F4}")),
            ("lr", $"{row.LearningRate:G3}"),
            ("ex/s", $"{row.ExamplesPerSecond:N0}"),
        ];
        lock (_drawing)
        {
            Console.Out.Write(ClearLine);
            if (!_hasColumns)
                AnsiConsole.MarkupLineInterpolated($"[bold]{string.Join("  ", columns.Select(column => column.Name.PadLeft(Math.Max(6, column.Name.Length))))}[/]");
            _hasColumns = true;
            var line = string.Join("  ", columns.Select(column => column.Value.PadLeft(Math.Max(6, column.Name.Length))));
            if (best)
                AnsiConsole.MarkupLineInterpolated($"[green]{line}[/]");
            else
                Console.Out.WriteLine(line);
        }
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{time:h\\:mm\\:ss}" : $"{time:m\\:ss}";
}
