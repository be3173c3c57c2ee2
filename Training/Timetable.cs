using System.Diagnostics;

namespace ModelZoo.Training;

/// <summary>When the next report and checkpoint are due, and when a run's time is over.</summary>
internal sealed class Timetable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TrainerOptions _options;
    private readonly double _secondsBefore;
    private TimeSpan _nextReport, _nextCheckpoint;

    internal Timetable(TrainerOptions options, double secondsBefore)
    {
        (_options, _secondsBefore, _nextReport) = (options, secondsBefore, options.ReportEvery);
        CheckpointSaved();
    }

    internal TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>With the time before the run was resumed.</summary>
    internal double TotalSeconds => _secondsBefore + Elapsed.TotalSeconds;

    internal bool IsOver => _options.MaxTime > TimeSpan.Zero && Elapsed >= _options.MaxTime;

    /// <summary>If true, the next report is due after another pause.</summary>
    internal bool IsReportDue()
    {
        if (Elapsed < _nextReport)
            return false;
        _nextReport = Elapsed + _options.ReportEvery;
        return true;
    }

    internal bool IsCheckpointDue(long step) =>
        (_options.CheckpointEvery > 0 && step % _options.CheckpointEvery == 0) || Elapsed >= _nextCheckpoint;

    internal void CheckpointSaved() => _nextCheckpoint =
        _options.CheckpointTime > TimeSpan.Zero ? Elapsed + _options.CheckpointTime : TimeSpan.MaxValue;
}
