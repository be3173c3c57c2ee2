using ModelZoo.Runs;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Reports;

/// <summary>Writes metrics.jsonl and TensorBoard files while a run trains, and report.html when it ends.</summary>
public sealed class RunReporter : IReporter
{
    public IRunReport Begin(Run run) => new Report(run);

    private sealed class Report(Run run) : IRunReport
    {
        private readonly RunLog _log = new(run.Folder, run.Model, run.Trainer.Clock, run.Trainer.State.Step);

        public void Reported(TrainingProgress progress) => _log.Reported(progress);

        public void EpochEnded(EpochRow row, bool best) => _log.EpochEnded(row, best);

        // A stopped run ends at once: its page has the curves alone, and the verb report adds the rest.
        public void End(Ending ending)
        {
            var data = ending == Ending.Cancelled ? null : ReportData.Of(run);
            if (data is not null)
                _log.Write(data, run.Trainer.State.Step);
            ReportPage.Write(run.Folder, data);
        }

        public void Dispose() => _log.Dispose();
    }
}
