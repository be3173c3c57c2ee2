using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using Spectre.Console;

namespace ModelZoo.Cli.Display;

/// <summary>A table with a row for each epoch, and below it a line that shows the current epoch.</summary>
internal sealed class LiveDisplay : TrainingDisplay
{
    private const int LongestBar = 30;
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

    protected override void Bright(string text)
    {
        lock (_drawing)
        {
            Clear();
            AnsiConsole.MarkupLineInterpolated($"[bold]{TerminalText.Wrap(text, indent: 2)}[/]");
        }
    }

    public override void Reported(TrainingProgress progress)
    {
        double share = (double)progress.StepOfEpoch / Math.Max(1, progress.StepsOfEpoch);
        double done = progress.Epoch - 1 + share;
        var left = progress.Elapsed * ((progress.Epochs - done) / Math.Max(1e-9, done));
        string epoch = $" epoch {progress.Epoch}/{progress.Epochs}  {Output.Values(progress.Train)}";
        string speed = $"  lr {progress.LearningRate:G3}  {progress.ExamplesPerSecond:N0}/s";
        string time = $"  {Time(left)} left";
        // Some terminals start a new line when the last column is written.
        int room = Math.Max(20, Console.WindowWidth - 1);
        var text = epoch.Length + speed.Length + time.Length <= room ? epoch + speed + time : epoch + time;
        int bar = Math.Clamp(room - text.Length, 0, LongestBar), full = (int)(share * bar);
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
            // The user may have made the terminal narrower or wider: then the headings are printed again.
            var shown = Fitting(columns);
            var headings = string.Join("  ", shown.Select(name => name.PadLeft(Width(name))));
            if (!shown.SequenceEqual(_columns))
                AnsiConsole.MarkupLineInterpolated($"[bold]{headings}[/]");
            _columns = shown;
            var line = string.Join("  ", columns.Where(column => shown.Contains(column.Name))
                .Select(column => column.Value.PadLeft(Width(column.Name))));
            if (best)
                AnsiConsole.MarkupLineInterpolated($"[green]{line}[/]");
            else
                Console.Out.WriteLine(line);
        }
    }

    // Drops columns that have no room: first speed and rate, then training metrics. metrics.csv has them all.
    private static string[] Fitting((string Name, string Value)[] columns)
    {
        var shown = columns.Select(column => column.Name).ToList();
        foreach (var name in columns.Select(column => column.Name).Reverse().OrderBy(Importance))
            if (shown.Count > 2 && shown.Sum(column => Width(column) + 2) - 2 >= TerminalText.Width)
                shown.Remove(name);
        return [.. shown];
    }

    private static int Importance(string column) => column switch
    {
        "lr" or "ex/s" => 0,
        _ when column.StartsWith("train ", StringComparison.Ordinal) => 1,
        _ => 2,
    };

    private static int Width(string name) => Math.Max(6, name.Length);

    // If the terminal became narrower, it has wrapped the current line into several rows.
    private void Clear()
    {
        int above = _drawn > 0 ? (_drawn - 1) / Math.Max(1, Console.WindowWidth) : 0;
        Console.Out.Write(above > 0 ? $"\r\u001b[{above}A\u001b[J" : "\r\u001b[J");
        _drawn = 0;
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{time:h\\:mm\\:ss}" : $"{time:m\\:ss}";
}
