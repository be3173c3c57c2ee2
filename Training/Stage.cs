using System.Diagnostics;

namespace ModelZoo.Training;

/// <summary>What the time of a run goes to.</summary>
public enum Stage
{
    Data,
    Forward,
    Backward,
    Update,
    Metrics,
    Test,
    Checkpoint,
}

/// <summary>Adds up the time between marks.</summary>
/// <remarks>On a GPU work is only queued, and to wait for it at each mark would slow it down: there the wait is in metrics, which are read at a report.</remarks>
public sealed class StageClock
{
    private readonly long[] _ticks = new long[Enum.GetValues<Stage>().Length];
    private readonly long[] _lap = new long[Enum.GetValues<Stage>().Length];
    private long _mark = Stopwatch.GetTimestamp();

    /// <summary>The time since the last mark went to this stage.</summary>
    public void Mark(Stage stage)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)stage] += now - _mark;
        _mark = now;
    }

    /// <summary>Forgets the time since the last mark.</summary>
    public void Skip() => _mark = Stopwatch.GetTimestamp();

    /// <summary>The times since the last lap.</summary>
    public IReadOnlyDictionary<Stage, TimeSpan> Lap()
    {
        var lap = Enum.GetValues<Stage>().ToDictionary(stage => stage, stage => Stopwatch.GetElapsedTime(_lap[(int)stage], _ticks[(int)stage]));
        _ticks.CopyTo(_lap, 0);
        return lap;
    }

    public IReadOnlyDictionary<Stage, TimeSpan> Times =>
        Enum.GetValues<Stage>().ToDictionary(stage => stage, stage => Stopwatch.GetElapsedTime(0, _ticks[(int)stage]));
}
