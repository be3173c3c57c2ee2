using ModelZoo.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelZoo.Cli.Display;

/// <summary>A table that grows by a row an epoch, and under it the epoch that is running.</summary>
internal sealed class LiveDisplay : TrainingDisplay
{
    private readonly Table _table = new Table().Border(TableBorder.Simple).Expand();
    private LiveDisplayContext? _context;
    private IRenderable _running = new Text("");
    private bool _hasColumns;

    protected override void Line(string text) => AnsiConsole.MarkupLineInterpolated($"[grey]{text}[/]");

    internal override Ending While(Func<Ending> work)
    {
        var ending = Ending.Finished;
        AnsiConsole.Live(new Text("")).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).Start(context =>
        {
            _context = context;
            ending = work();
            _running = new Text("");
            Draw();
            _context = null;
        });
        return ending;
    }

    public override void Reported(TrainingProgress progress)
    {
        double share = (double)progress.StepOfEpoch / Math.Max(1, progress.StepsOfEpoch);
        var left = progress.Elapsed * ((progress.Epochs - progress.Epoch + 1 - share) / Math.Max(1e-9, progress.Epoch - 1 + share));
        int width = Math.Clamp(AnsiConsole.Profile.Width - 78, 8, 40), done = (int)(share * width);
        var values = string.Join("  ", progress.Train.Select(value => $"{value.Key} {value.Value:F4}"));
        _running = new Markup($"[teal]{new string('━', done)}[/][grey]{new string('━', width - done)}[/] epoch {progress.Epoch}/{progress.Epochs}  {values}  [grey]{progress.ExamplesPerSecond:N0}/s, {Time(left)} left[/]") { Overflow = Overflow.Ellipsis };
        Draw();
    }

    public override void EpochEnded(EpochRow row, bool best)
    {
        if (!_hasColumns)
        {
            _hasColumns = true;
            string[] names = ["epoch", .. row.Train.Keys.Select(name => "train " + name), .. row.Test.Keys.Select(name => "test " + name), "lr", "ex/s"];
            foreach (var name in names)
                _table.AddColumn(new TableColumn($"[grey]{name}[/]").RightAligned().NoWrap());
        }
        string[] cells = [$"{row.Epoch}", .. row.Train.Values.Concat(row.Test.Values).Select(value => $"{value:F4}"), $"{row.LearningRate:G3}", $"{row.ExamplesPerSecond:N0}"];
        _table.AddRow([.. cells.Select(cell => new Markup(best ? $"[green]{cell}[/]" : cell))]);
        _running = new Text("");
        Draw();
    }

    private void Draw() => _context?.UpdateTarget(_hasColumns ? new Rows(_table, _running) : _running);

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{time:h\\:mm\\:ss}" : $"{time:m\\:ss}";
}
