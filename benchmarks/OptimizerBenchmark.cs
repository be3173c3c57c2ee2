using System.CommandLine;
using ModelZoo.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// optimizers: one Adam step over LeNet's 10 and ResNet-18's 62 tensors, ours, TorchSharp's and PyTorch's, by turns;
/// and our other optimizers.
/// </summary>
internal static class OptimizerBenchmark
{
    private static readonly string[] Names =
    [
        "adam", "adamw", "sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adamax", "nadam", "radam", "lion",
        "yogi", "lamb", "lars", "rprop",
    ];

    internal static Command Verb()
    {
        var rounds = new Option<int>("--rounds") { Description = "turns of each", DefaultValueFactory = _ => 9 };
        var threads = new Option<int>("--threads") { Description = "of one operator", DefaultValueFactory = _ => 2 };
        var alone = new Option<bool>("--no-peer") { Description = "leave PyTorch out" };
        var verb = new Command("optimizers", "Microseconds of one optimizer step, beside TorchSharp and PyTorch")
        {
            rounds, threads, alone,
        };
        verb.SetAction(parsed => Run(parsed.GetValue(rounds), parsed.GetValue(threads), !parsed.GetValue(alone)));
        return verb;
    }

    private static void Run(int rounds, int threads, bool withPeer)
    {
        set_num_threads(threads);
        var oneBlasThread = new Dictionary<string, string> { ["OPENBLAS_NUM_THREADS"] = "1" };
        using var peer = withPeer ? Peer.InPython("optimizers.py", [], oneBlasThread) : null;
        foreach (var (network, shapes, steps) in new[] { ("lenet", LeNet(), 200), ("resnet18", ResNet18(), 5) })
        {
            List<(string Name, Func<double> Microseconds)> sides = [];
            if (peer is not null)
                foreach (var kind in new[] { "adam", "foreach" })
                    sides.Add(($"PyTorch {kind}", () => peer.Ask($"{network} {kind} {steps} {threads}")[0]));
            var torchSharps = optim.Adam(Parameters(shapes));
            sides.Add(("TorchSharp adam", Timed(() => torchSharps.step(), steps)));
            foreach (var name in Names)
            {
                var optimizer = OptimizerTable.Create(name, Parameters(shapes));
                sides.Add(($"our {name}", Timed(() => optimizer.step(), steps)));
            }

            var times = Clock.TakeTurns(rounds, [.. sides.Select(side => side.Microseconds)]);
            double ours = Clock.Median(times[sides.FindIndex(side => side.Name == "our adam")]);
            Console.WriteLine(
                $"{network}: {shapes.Count} tensors, {shapes.Sum(Count):N0} parameters, {threads} threads");
            foreach (var (side, time) in sides.Zip(times, (side, time) => (side.Name, Clock.Median(time))))
                Console.WriteLine($"  {side,-20} {time,10:N1} us   our adam / it {ours / time,6:N3}");
        }
    }

    private static Parameter[] Parameters(IEnumerable<long[]> shapes) =>
        [.. shapes.Select(shape => new Parameter(randn(shape)) { grad = randn(shape) })];

    private static Func<double> Timed(Action step, int steps) => () =>
        Clock.Median(Enumerable.Range(0, steps).Select(_ => 1000 * Clock.Milliseconds(step)).ToArray());

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static List<long[]> LeNet() =>
        [[6, 1, 5, 5], [6], [16, 6, 5, 5], [16], [120, 400], [120], [84, 120], [84], [10, 84], [10]];

    private static List<long[]> ResNet18()
    {
        List<long[]> shapes = [[64, 3, 7, 7], [64], [64]];
        long channels = 64;
        foreach (long width in new long[] { 64, 64, 128, 128, 256, 256, 512, 512 })
        {
            shapes.AddRange([[width, channels, 3, 3], [width], [width], [width, width, 3, 3], [width], [width]]);
            if (channels != width)
                shapes.AddRange([[width, channels, 1, 1], [width], [width]]);
            channels = width;
        }
        return [.. shapes, [10, 512], [10]];
    }
}
