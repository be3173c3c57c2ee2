namespace ModelZoo.Runs.Selection;

/// <summary>A search method: decides which trial comes next.</summary>
/// <remarks>It depends on nothing but the trials so far, so a stopped study goes on from its list of trials.</remarks>
internal interface ISearch
{
    /// <summary>Most trials there will be.</summary>
    int Trials { get; }

    /// <summary>Null: wait for a running trial to end; if none runs, the search is over.</summary>
    Job? Next(IReadOnlyList<Trial> known);
}
