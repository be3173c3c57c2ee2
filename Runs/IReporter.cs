using ModelZoo.Training;

namespace ModelZoo.Runs;

/// <summary>Makes pages and event files of runs. ModelZoo.Reports implements it; runs know only this.</summary>
public interface IReporter
{
    /// <summary>Called when training begins.</summary>
    IRunReport Begin(Run run);
}

/// <summary>The report of one run. It gets the same news as the trainer's observer.</summary>
public interface IRunReport : IObserver, IDisposable
{
    /// <summary>Called after training, when the network has its final weights.</summary>
    void End(Ending ending);
}
