using System.Diagnostics;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Ways;

/// <summary>
/// Attention by a Gaussian kernel (Nadaraya 1964, Watson 1964): a point's value is the mean of the others', weighted by how near they are, and
/// the kernel's width is learned. The reported loss is that of the step, before its update.
/// </summary>
public sealed record KernelRegression : IWay
{
    private const int Points = 50;
    private const double Rate = 0.5;

    public IReadOnlyCollection<string> Metrics { get; } = ["train_loss", "width"];

    public Measurement? Make(Attempt attempt)
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        attempt.Begin();
        Tensor x = (rand(Points) * 5).sort().Values, y = Truth(x) + randn(Points) * 0.5;
        var itself = eye(Points) * -1e9;   // no point is its own neighbour while it learns
        using var width = new Parameter(rand(1));
        using var optimizer = new Training.Optimizers.SGD([width], Rate);
        var losses = new List<double[]>();
        for (int epoch = 1; epoch <= attempt.Wanted; epoch++)
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.mse_loss(Attend(x, x, y, width, itself), y, Reduction.Sum);
            losses.Add([epoch, loss.ToDouble()]);
            loss.backward();
            optimizer.step();
        }
        using var recording = no_grad();
        var places = arange(0, 5, 0.1);
        return new Measurement
        {
            Experiment = attempt.Experiment.Name,
            Epochs = attempt.Wanted,
            Seconds = watch.Elapsed.TotalSeconds,
            Hardware = Measurement.Machine(CPU),
            Values = new Dictionary<string, double> { ["train_loss"] = losses[^1][1], ["width"] = width.ToDouble() },
            Curves = new Dictionary<string, double[][]> { ["train_loss"] = [.. losses] },
            Plots = [Plot.Of("fit", "x", ("without noise", Line(places, Truth(places))), ("width 1", Line(places, Attend(places, x, y, ones(1)))), ("learned width", Line(places, Attend(places, x, y, width))))],
        };
    }

    private static Tensor Truth(Tensor x) => x.sin() * 2 + x.pow(0.8);

    private static Tensor Attend(Tensor queries, Tensor keys, Tensor values, Tensor width, Tensor? mask = null)
    {
        var near = ((queries.unsqueeze(1) - keys) * width).pow(2) * -0.5;    // (queries, keys)
        return functional.softmax(mask is null ? near : near + mask, 1).mv(values);
    }

    private static IEnumerable<(double X, double Y)> Line(Tensor x, Tensor y) =>
        x.data<float>().ToArray().Zip(y.data<float>().ToArray(), (across, value) => ((double)across, (double)value));
}
