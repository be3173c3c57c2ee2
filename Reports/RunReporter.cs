using ModelZoo.Runs;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Reports;

/// <summary>Writes metrics.jsonl and TensorBoard's files while a run trains, and its page when it ends.</summary>
public sealed class RunReporter : IReporter
{
    public IRunReport Begin(Run run) => new Report(run);

    private sealed class Report(Run run) : IRunReport
    {
        private readonly RunLog _log = new(run.Folder, run.Model, run.Trainer.Clock, run.Trainer.State.Step);

        public void Reported(TrainingProgress progress) => _log.Reported(progress);

        public void EpochEnded(EpochRow row, bool best) => _log.EpochEnded(row, best);

        // A stopped run waits for no more than its checkpoint: its page has the curves, and `report` adds the rest.
        public void End(Ending ending)
        {
            var material = ending == Ending.Cancelled ? null : Material.Of(run);
            if (material is not null)
                _log.Write(material, run.Trainer.State.Step);
            ReportPage.Write(run.Folder, material);
        }

        public void Dispose() => _log.Dispose();
    }
}
