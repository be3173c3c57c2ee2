using System.Diagnostics;
using TorchSharp.Modules;
using Adam = ModelZoo.Training.Optimizers.Adam;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>One Adam step over LeNet's 10 and ResNet-18's 62 tensors, every way that was tried, beside PyTorch in the same alternating run.</summary>
public static class OptimizerBenchmark
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, Rate = 1e-3;

    public static int Run(string[] args)
    {
        int rounds = Option(args, "--rounds", 9), threads = Option(args, "--threads", 2);
        set_num_threads(threads);
        using var peer = Peer();
        foreach (var (network, shapes, repetitions) in new[] { ("lenet", LeNet(), 200), ("resnet18", ResNet18(), 5) })
        {
            var ways = new (string Name, Func<double> Microseconds)[]
            {
                ("PyTorch Adam", () => Ask(peer, $"{network} adam {repetitions} {threads}")),
                ("PyTorch foreach", () => Ask(peer, $"{network} foreach {repetitions} {threads}")),
                ("ten calls a tensor", Timed(TenCalls(Parameters(shapes)), repetitions)),
                ("one flat buffer", Timed(TenCalls([Flat(shapes)]), repetitions)),
                ("ours", Timed(Ours(Parameters(shapes)), repetitions)),
            };
            foreach (var (_, microseconds) in ways)
                microseconds();
            var all = ways.Select(_ => new double[rounds]).ToArray();
            for (int round = 0; round < rounds; round++)
                for (int i = 0; i < ways.Length; i++)
                    all[i][round] = ways[i].Microseconds();
            double ours = Median(all[^1]);
            Console.WriteLine($"{network}: {shapes.Count} tensors, {shapes.Sum(Count):n0} parameters, {threads} threads");
            for (int i = 0; i < ways.Length; i++)
                Console.WriteLine($"  {ways[i].Name,-20} {Median(all[i]),10:n1} us   ours / it {ours / Median(all[i]),6:n3}");
        }
        peer.StandardInput.Close();
        peer.WaitForExit();
        return peer.ExitCode;
    }

    private static int Option(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1]) : otherwise;

    private static Action Ours(Parameter[] parameters)
    {
        var optimizer = new Adam(parameters);
        return () => optimizer.step();
    }

    private static Action TenCalls(Parameter[] parameters)
    {
        var means = Array.ConvertAll(parameters, parameter => zeros_like(parameter));
        var squares = Array.ConvertAll(parameters, parameter => zeros_like(parameter));
        long step = 0;
        return () =>
        {
            using var recording = no_grad();
            step++;
            double correction1 = 1 - Math.Pow(Beta1, step), correction2 = 1 - Math.Pow(Beta2, step);
            for (int i = 0; i < parameters.Length; i++)
            {
                using var scope = NewDisposeScope();
                var gradient = parameters[i].grad!;
                means[i].mul_(Beta1).add_(gradient, 1 - Beta1);
                squares[i].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
                var denominator = squares[i].sqrt().div_(Math.Sqrt(correction2)).add_(Epsilon);
                parameters[i].addcdiv_(means[i], denominator, -Rate / correction1);
            }
        };
    }

    private static Parameter[] Parameters(IEnumerable<long[]> shapes) =>
        [.. shapes.Select(shape => new Parameter(randn(shape)) { grad = randn(shape) })];

    private static Parameter Flat(IEnumerable<long[]> shapes) => Parameters([[shapes.Sum(Count)]])[0];

    private static Func<double> Timed(Action step, int repetitions) => () =>
    {
        var times = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            step();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        return Median(times);
    };

    private static Process Peer() => Process.Start(new ProcessStartInfo("/usr/bin/python3", [Peers.Path("optimizers.py")])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        Environment = { ["OPENBLAS_NUM_THREADS"] = "1" },
    })!;

    private static double Ask(Process peer, string line)
    {
        peer.StandardInput.WriteLine(line);
        peer.StandardInput.Flush();
        return double.Parse(peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The PyTorch peer has ended: see its message above."));
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
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
