using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using Spectre.Console;

namespace ModelZoo.Cli.Display;

/// <summary>A row an epoch, and under the rows one line for the epoch that is running.</summary>
internal sealed class LiveDisplay : TrainingDisplay
{
    private readonly Lock _drawing = new();
    private string[] _columns = [];
    private int _drawn;

    protected override void Line(string text)
    {
        lock (_drawing)
        {
            Clear();
            AnsiConsole.MarkupLineInterpolated($"[grey]{TerminalText.Wrap(text, indent: 2)}[/]");
        }
    }

    public override void Reported(TrainingProgress progress)
    {
        double share = (double)progress.StepOfEpoch / Math.Max(1, progress.StepsOfEpoch);
        double done = progress.Epoch - 1 + share;
        var left = progress.Elapsed * ((progress.Epochs - done) / Math.Max(1e-9, done));
        string epoch = $" epoch {progress.Epoch}/{progress.Epochs}  {Values(progress.Train)}", time = $"  {Time(left)} left";
        // The last column stays free: writing into it would start a new line on some terminals.
        int room = Math.Max(20, Console.WindowWidth - 1);
        var text = $"{epoch}  lr {progress.LearningRate:G3}  {progress.ExamplesPerSecond:N0}/s{time}" is var whole && whole.Length <= room ? whole : epoch + time;
        int bar = Math.Clamp(room - text.Length, 0, 30), full = (int)(share * bar);
        lock (_drawing)
        {
            Clear();
            AnsiConsole.Markup($"[teal]{new string('━', full)}[/][grey]{new string('━', bar - full)}[/]");
            Console.Out.Write(text.Length + bar <= room ? text : text[..(room - bar)]);
            _drawn = Math.Min(text.Length + bar, room);
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
            Clear();
            // Chosen anew where the terminal has become narrower or wider, and said again then.
            var shown = Fitting(columns);
            if (!shown.SequenceEqual(_columns))
                AnsiConsole.MarkupLineInterpolated($"[bold]{string.Join("  ", shown.Select(name => name.PadLeft(Width(name))))}[/]");
            _columns = shown;
            var line = string.Join("  ", columns.Where(column => shown.Contains(column.Name)).Select(column => column.Value.PadLeft(Width(column.Name))));
            if (best)
                AnsiConsole.MarkupLineInterpolated($"[green]{line}[/]");
            else
                Console.Out.WriteLine(line);
        }
    }

    // A column that has no room is in metrics.csv all the same: speed and rate go first, then what is said of the training examples.
    private static string[] Fitting((string Name, string Value)[] columns)
    {
        var shown = columns.Select(column => column.Name).ToList();
        foreach (var least in columns.Select(column => column.Name).Reverse().OrderBy(name => name is "lr" or "ex/s" ? 0 : name.StartsWith("train ", StringComparison.Ordinal) ? 1 : 2))
            if (shown.Count > 2 && shown.Sum(name => Width(name) + 2) - 2 >= TerminalText.Width)
                shown.Remove(least);
        return [.. shown];
    }

    private static int Width(string name) => Math.Max(6, name.Length);

    // A terminal that was made narrower has broken the running line into several rows.
    private void Clear()
    {
        int above = _drawn > 0 ? (_drawn - 1) / Math.Max(1, Console.WindowWidth) : 0;
        Console.Out.Write(above > 0 ? $"\r\u001b[{above}A\u001b[J" : "\r\u001b[J");
        _drawn = 0;
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{time:h\\:mm\\:ss}" : $"{time:m\\:ss}";
}
