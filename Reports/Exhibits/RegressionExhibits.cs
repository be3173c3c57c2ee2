using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Predicted against true values.</summary>
internal static class RegressionExhibits
{
    private const int Points = 400;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        if (subject.Model is not nn.Module<Tensor, Tensor> network)
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, targets) = subject.First(Points);
        var values = network.call(inputs);
        double[] predicted = FirstColumn(values), truth = FirstColumn(targets.view_as(values));
        yield return new ScatterExhibit(
            "Predictions",
            $"{predicted.Length} values of the test part; a perfect prediction lies on the line.",
            "true value",
            "prediction",
            [.. truth.Zip(predicted)]);
    }

    private static double[] FirstColumn(Tensor values) =>
        values.flatten(1).select(1, 0).to(float64).cpu().data<double>().ToArray();
}
