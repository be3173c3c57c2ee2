using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs;
using static TorchSharp.torch;

namespace ModelZoo.Reports;

/// <summary>The parts of a report that need the trained network and its data.</summary>
public sealed class ReportData
{
    internal ReportData(Summary summary, IReadOnlyList<Exhibit> exhibits) => (Summary, Exhibits) = (summary, exhibits);

    internal Summary Summary { get; }
    internal IReadOnlyList<Exhibit> Exhibits { get; }

    /// <summary>Looks at a run's network. Neither the run nor the random numbers that follow change.</summary>
    public static ReportData Of(Run run)
    {
        using var scope = NewDisposeScope();
        using var recording = no_grad();
        var random = Generator.Default.get_state();
        bool wasTraining = run.Model.training;
        var state = run.TestLoader.State;
        run.Model.eval();
        try
        {
            var device = run.Model.parameters().First().device;
            var inputs = Example.Inputs(run.Entry, run.Arguments, batch: 1).Select(input => input.to(device));
            var subject = new Subject(run.Entry, run.Model, run.Data, run.TestLoader, device);
            return new ReportData(Summary.Of(run.Model, [.. inputs]), [.. ExhibitTable.Of(subject)]);
        }
        finally
        {
            run.Model.train(wasTraining);
            run.TestLoader.State = state;
            Generator.Default.set_state(random);
        }
    }
}
