using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs;
using ModelZoo.Tables;
using static TorchSharp.torch;

namespace ModelZoo.Reports;

/// <summary>What a report needs a trained network and its data for.</summary>
public sealed record Material(Summary Summary, IReadOnlyList<Exhibit> Exhibits)
{
    /// <summary>Looks at the network of a run as it is now.</summary>
    public static Material Of(Run run) => Of(run.Entry, run.Arguments, run.Model, run.Data, run.TestLoader);

    /// <summary>Looks at a network, in evaluation mode; neither it nor the random numbers that a run goes on with are changed.</summary>
    /// <param name="test">The loader that the run tests with, so that inputs are prepared alike.</param>
    public static Material Of(Entry entry, ModelArguments arguments, nn.Module model, Dataset data, DataLoader test)
    {
        using var scope = NewDisposeScope();
        using var recording = no_grad();
        var random = Generator.Default.get_state();
        var wasTraining = model.training;
        var state = test.State;
        model.eval();
        try
        {
            var device = model.parameters().First().device;
            var summary = Summary.Of(model, [.. Example.Inputs(entry, arguments, batch: 1).Select(input => input.to(device))]);
            return new Material(summary, [.. ExhibitTable.Of(new Subject(entry, model, data, test, device))]);
        }
        finally
        {
            model.train(wasTraining);
            test.State = state;
            Generator.Default.set_state(random);
        }
    }
}
