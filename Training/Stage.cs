using System.Diagnostics;

namespace ModelZoo.Training;

/// <summary>The stages of a training, for measuring time.</summary>
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

/// <summary>Adds up the time that each stage takes.</summary>
/// <remarks>
/// A GPU works while the program goes on. To wait for it at each mark would make it slower, so its time shows in
/// Metrics, where a report waits.
/// </remarks>
public sealed class StageClock
{
    private static readonly Stage[] Stages = Enum.GetValues<Stage>();

    private readonly long[] _ticks = new long[Stages.Length], _lap = new long[Stages.Length];
    private long _mark = Stopwatch.GetTimestamp();

    public IReadOnlyDictionary<Stage, TimeSpan> Times => Since(new long[Stages.Length]);

    /// <summary>Adds the time since the last mark to this stage.</summary>
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
        var lap = Since(_lap);
        _ticks.CopyTo(_lap, 0);
        return lap;
    }

    private Dictionary<Stage, TimeSpan> Since(long[] ticks) =>
        Stages.ToDictionary(stage => stage, stage => Stopwatch.GetElapsedTime(ticks[(int)stage], _ticks[(int)stage]));
}
