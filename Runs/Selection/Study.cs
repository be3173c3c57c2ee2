using System.Diagnostics;

namespace ModelZoo.Runs.Selection;

/// <summary>Carries out a search: asks its method for trials, has them trained, and keeps the table.</summary>
public sealed class Study
{
    private const string PlanFile = "study.json", TrialsFile = "trials.json", TableFile = "trials.csv";
    private readonly StudyFolder _folder;
    private readonly ISearch _search;
    private readonly List<Trial> _trials;

    private Study(StudyFolder folder, StudyPlan plan, List<Trial> trials) =>
        (_folder, Plan, _search, _trials) = (folder, plan, plan.Create(), trials);

    public StudyPlan Plan { get; }
    public string Folder => _folder.FullPath;
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>Most trials there will be.</summary>
    public int Planned => _search.Trials;

    public bool IsDone => Unfinished([]) is null && _search.Next(_trials) is null;

    /// <summary>
    /// From best to worst, by each trial's best epoch so far. More training can only improve that, so trials of unequal
    /// length can be compared.
    /// </summary>
    public IEnumerable<Trial> Ranked =>
        _trials.Where(trial => trial.Furthest is not null).OrderBy(trial => trial.Furthest!.Loss);

    /// <summary>Null where every trial failed.</summary>
    public Trial? Best => Ranked.FirstOrDefault(trial => double.IsFinite(trial.Furthest!.Loss!.Value));

    public static Study Create(string output, StudyPlan plan)
    {
        plan.Create();   // fails before there is a folder
        var study = new Study(StudyFolder.Create(output, "tune", plan.Base.Recipe), plan, []);
        study._folder.Write(PlanFile, plan.Json());
        return study;
    }

    public static Study Open(string path)
    {
        var folder = StudyFolder.Open(path, PlanFile);
        return new(folder, folder.ReadPlan(PlanFile, StudyPlan.Read), folder.Read<List<Trial>>(TrialsFile) ?? []);
    }

    /// <summary>
    /// Trains until the method has nothing more to ask, or until it is stopped. Then it waits for the running trials,
    /// which can go on from their checkpoints another time.
    /// </summary>
    /// <param name="parallel">How many trials run at a time. A single one runs on the calling thread.</param>
    /// <param name="ended">Is told each result, on the calling thread.</param>
    public void Run(
        TrialRunner runner, int parallel = 1, Action<Trial, Rung>? ended = null, CancellationToken stop = default)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = new List<(Trial Trial, Rung Rung, Task<Rung?> Task)>();
        try
        {
            while (true)
            {
                while (running.Count < parallel && !stop.IsCancellationRequested
                    && Start(running.Select(job => job.Rung)) is var (trial, rung))
                    running.Add((trial, rung, Train(runner, trial, rung, parallel, cancel.Token)));
                if (running.Count == 0)
                    return;
                int first = Task.WaitAny([.. running.Select(job => job.Task)], CancellationToken.None);
                var (done, open, task) = running[first];
                running.RemoveAt(first);
                if (task.GetAwaiter().GetResult() is not { } result)
                    continue;
                done.Rungs[done.Rungs.IndexOf(open)] = result;
                Save();
                ended?.Invoke(done, result);
            }
        }
        finally
        {
            cancel.Cancel();
            var ends = running.Select(job => job.Task.ContinueWith(_ => { }, TaskScheduler.Default));
            Task.WaitAll([.. ends], CancellationToken.None);
        }
    }

    private (Trial, Rung)? Start(IEnumerable<Rung> running)
    {
        if (Unfinished(running) is { } stopped)
            return stopped;
        if (_search.Next(_trials) is not { } job)
            return null;
        if (job.Number > _trials.Count)
            _trials.Add(new Trial
            {
                Number = job.Number,
                Bracket = job.Bracket,
                Point = job.Point,
                Values = Plan.Space.Values(job.Point),
            });
        var trial = _trials[job.Number - 1];
        var rung = new Rung(job.Epochs);
        trial.Rungs.Add(rung);
        Save();
        return (trial, rung);
    }

    // What an interrupted study left unfinished is trained to its end first.
    private (Trial, Rung)? Unfinished(IEnumerable<Rung> running)
    {
        foreach (var trial in _trials)
            if (trial.Rungs.Find(rung => rung.Loss is null) is { } open
                && !running.Any(rung => ReferenceEquals(rung, open)))
                return (trial, open);
        return null;
    }

    private Task<Rung?> Train(TrialRunner runner, Trial trial, Rung rung, int parallel, CancellationToken stop)
    {
        Rung? Timed()
        {
            var watch = Stopwatch.StartNew();
            var result = runner(_folder[$"trial-{trial.Number:D3}"], Plan.For(trial.Values), rung.Epochs, stop);
            return result is null ? null : result with
            {
                Epochs = rung.Epochs,
                Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
                Loss = result.Loss is { } loss && !double.IsNaN(loss) ? loss : double.PositiveInfinity,
            };
        }
        // Networks and random numbers belong to the thread that makes them, so a single trial stays on the caller's.
        const TaskCreationOptions ownThread = TaskCreationOptions.LongRunning;
        return parallel == 1 ? Task.FromResult(Timed())
            : Task.Factory.StartNew(Timed, CancellationToken.None, ownThread, TaskScheduler.Default);
    }

    private void Save()
    {
        _folder.Write(TrialsFile, _trials);
        string[] settings = [.. Plan.Space.Dimensions.Select(dimension => dimension.Name)];
        string[] values = [.. _trials.SelectMany(trial => trial.Rungs).SelectMany(rung => rung.Values.Keys).Distinct()];
        IEnumerable<object?> Row(Trial trial, Rung rung) =>
        [
            trial.Number, trial.Bracket,
            .. settings.Select(name => trial.Values[name]),
            rung.Epochs, rung.BestEpoch,
            .. values.Select(name => rung.Values.TryGetValue(name, out var value) ? (object?)value : null),
            rung.Seconds, rung.Failure,
        ];
        _folder.WriteCsv(TableFile,
            ["trial", "bracket", .. settings, "epochs", "best_epoch", .. values, "seconds", "failure"],
            from trial in _trials
            from rung in trial.Rungs
            where rung.Loss is not null
            select Row(trial, rung));
    }
}
