using ModelZoo.Training;

namespace ModelZoo.Runs;

/// <summary>Makes pages and event files of runs. A run knows only this; ModelZoo.Reports implements it.</summary>
public interface IReporter
{
    /// <summary>Called when training begins.</summary>
    IRunReport Begin(Run run);
}

/// <summary>The report of one run. It is told what the trainer's observer is told.</summary>
public interface IRunReport : IObserver, IDisposable
{
    /// <summary>Called after training, with the weights that the run ends with.</summary>
    void End(Ending ending);
}
