using System.Diagnostics;
using ModelZoo.Runs.Recipes;

namespace ModelZoo.Runs.Selection;

/// <summary>Trains a trial up to so many epochs, in its folder; null if it was stopped before. May be called from several threads.</summary>
public delegate Rung? TrialRunner(string folder, Settings settings, int epochs, CancellationToken stop);

/// <summary>A search put to work: asks its method for trials, has them trained, several at a time, and keeps the table.</summary>
public sealed class Study
{
    private const string PlanFile = "study.json", TrialsFile = "trials.json", TableFile = "trials.csv";
    private readonly StudyFolder _folder;
    private readonly ISearch _search;
    private readonly List<Trial> _trials;

    private Study(StudyFolder folder, StudyPlan plan, List<Trial> trials) => (_folder, Plan, _search, _trials) = (folder, plan, plan.Create(), trials);

    public StudyPlan Plan { get; }
    public string Folder => _folder.FullPath;
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>How many trials there will be at most.</summary>
    public int Planned => _search.Trials;

    /// <summary>Whether the method has nothing more to train.</summary>
    public bool IsDone => Unfinished() is null && _search.Next(_trials) is null;

    /// <summary>From the best to the worst. What counts is a trial's best epoch so far, which more training can only improve: so trials of unequal length are in order too.</summary>
    public IEnumerable<Trial> Ranked => _trials.Where(trial => trial.Furthest is not null).OrderBy(trial => trial.Furthest!.Loss);

    /// <summary>Null where every trial failed.</summary>
    public Trial? Best => Ranked.FirstOrDefault(trial => double.IsFinite(trial.Furthest!.Loss!.Value));

    public static Study Create(string output, StudyPlan plan)
    {
        plan.Create();
        var study = new Study(StudyFolder.Create(output, "tune", plan.Base.Recipe), plan, []);
        study._folder.Write(PlanFile, plan.Json());
        return study;
    }

    public static Study Open(string path)
    {
        var folder = StudyFolder.Open(path, PlanFile);
        return new Study(folder, StudyPlan.Read(folder[PlanFile]), folder.Read<List<Trial>>(TrialsFile) ?? []);
    }

    /// <summary>Trains until the method has no more to ask, or it is stopped; then what runs is waited for, and goes on from its checkpoint another time.</summary>
    /// <param name="parallel">Trials at a time; with one they are trained by the calling thread.</param>
    /// <param name="ended">Told of each result, by the calling thread.</param>
    public void Run(TrialRunner runner, int parallel = 1, Action<Trial, Rung>? ended = null, CancellationToken stop = default)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = new List<(Trial Trial, Rung Rung, Task<Rung?> Task)>();
        try
        {
            while (true)
            {
                while (running.Count < parallel && !stop.IsCancellationRequested && Start(running) is var (trial, rung))
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
            Task.WaitAll([.. running.Select(job => job.Task.ContinueWith(_ => { }, TaskScheduler.Default))], CancellationToken.None);
        }
    }

    private (Trial, Rung)? Start(List<(Trial Trial, Rung Rung, Task<Rung?> Task)> running)
    {
        if (Unfinished(running.Select(job => job.Rung)) is { } stopped)
            return stopped;
        if (_search.Next(_trials) is not { } job)
            return null;
        if (job.Number > _trials.Count)
            _trials.Add(new Trial { Number = job.Number, Bracket = job.Bracket, Point = job.Point, Values = Plan.Space.Values(job.Point) });
        var trial = _trials[job.Number - 1];
        var rung = new Rung(job.Epochs);
        trial.Rungs.Add(rung);
        Save();
        return (trial, rung);
    }

    // What an interrupted study left behind is trained to its end first.
    private (Trial, Rung)? Unfinished(IEnumerable<Rung>? running = null)
    {
        foreach (var trial in _trials)
            if (trial.Rungs.Find(rung => rung.Loss is null) is { } open && running?.Any(rung => ReferenceEquals(rung, open)) != true)
                return (trial, open);
        return null;
    }

    private Task<Rung?> Train(TrialRunner runner, Trial trial, Rung rung, int parallel, CancellationToken stop)
    {
        Rung? Timed()
        {
            var watch = Stopwatch.StartNew();
            var result = runner(_folder[$"trial-{trial.Number:D3}"], Plan.For(trial.Values), rung.Epochs, stop);
            return result is null ? null : result with { Epochs = rung.Epochs, Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3), Loss = result.Loss is { } loss && !double.IsNaN(loss) ? loss : double.PositiveInfinity };
        }
        // Networks and random numbers belong to the thread that makes them: alone, a trial stays on the caller's.
        return parallel == 1 ? Task.FromResult(Timed()) : Task.Factory.StartNew(Timed, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Save()
    {
        _folder.Write(TrialsFile, _trials);
        string[] settings = [.. Plan.Space.Dimensions.Select(dimension => dimension.Name)], values = [.. _trials.SelectMany(trial => trial.Rungs).SelectMany(rung => rung.Values.Keys).Distinct()];
        _folder.WriteCsv(TableFile, ["trial", "bracket", .. settings, "epochs", "best_epoch", .. values, "seconds", "failure"],
            _trials.SelectMany(trial => trial.Rungs.Where(rung => rung.Loss is not null).Select(rung => (IEnumerable<object?>)
                [trial.Number, trial.Bracket, .. settings.Select(name => trial.Values[name]), rung.Epochs, rung.BestEpoch, .. values.Select(name => rung.Values.TryGetValue(name, out var value) ? (object?)value : null), rung.Seconds, rung.Failure])));
    }
}
