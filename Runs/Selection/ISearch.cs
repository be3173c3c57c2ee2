namespace ModelZoo.Runs.Selection;

/// <summary>Which trial comes next.</summary>
/// <remarks>A pure function of the trials so far: a study that was stopped goes on from its list of trials, and nothing else is saved.</remarks>
public interface ISearch
{
    /// <summary>The most trials that there will be.</summary>
    int Trials { get; }

    /// <summary>Null: nothing before one of the running trials ends, and the end if none runs.</summary>
    Job? Next(IReadOnlyList<Trial> known);
}
