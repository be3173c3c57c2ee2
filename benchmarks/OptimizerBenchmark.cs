using System.Diagnostics;
using ModelZoo.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>One Adam step over LeNet's 10 and ResNet-18's 62 tensors: ours, TorchSharp's and PyTorch's by turns; and our other optimizers.</summary>
public static class OptimizerBenchmark
{
    public static int Run(string[] args)
    {
        int rounds = Option(args, "--rounds", 9), threads = Option(args, "--threads", 2);
        set_num_threads(threads);
        using var peer = args.Contains("--no-peer") ? null : Peer();
        foreach (var (network, shapes, repetitions) in new[] { ("lenet", LeNet(), 200), ("resnet18", ResNet18(), 5) })
        {
            List<(string Name, Func<double> Microseconds)> ways = [];
            if (peer is not null)
            {
                ways.Add(("PyTorch Adam", () => Ask(peer, $"{network} adam {repetitions} {threads}")));
                ways.Add(("PyTorch foreach", () => Ask(peer, $"{network} foreach {repetitions} {threads}")));
            }
            ways.Add(("TorchSharp Adam", Timed(TorchSharps(Parameters(shapes)), repetitions)));
            ways.AddRange(Names.Select(name => ($"our {name}", Timed(Ours(name, Parameters(shapes)), repetitions))));
            foreach (var (_, microseconds) in ways)
                microseconds();
            var all = ways.Select(_ => new double[rounds]).ToArray();
            for (int round = 0; round < rounds; round++)
                for (int i = 0; i < ways.Count; i++)
                    all[i][round] = ways[i].Microseconds();
            double ours = Median(all[ways.FindIndex(way => way.Name == "our adam")]);
            Console.WriteLine($"{network}: {shapes.Count} tensors, {shapes.Sum(Count):n0} parameters, {threads} threads");
            for (int i = 0; i < ways.Count; i++)
                Console.WriteLine($"  {ways[i].Name,-20} {Median(all[i]),10:n1} us   our Adam / it {ours / Median(all[i]),6:n3}");
        }
        if (peer is null)
            return 0;
        peer.StandardInput.Close();
        peer.WaitForExit();
        return peer.ExitCode;
    }

    private static int Option(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1]) : otherwise;

    private static readonly string[] Names =
        ["adam", "adamw", "sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adamax", "nadam", "radam", "lion", "yogi", "lamb", "lars", "rprop"];

    private static Action Ours(string name, Parameter[] parameters)
    {
        var optimizer = OptimizerTable.Create(name, parameters);
        return () => optimizer.step();
    }

    private static Action TorchSharps(Parameter[] parameters)
    {
        var optimizer = optim.Adam(parameters);
        return () => optimizer.step();
    }

    private static Parameter[] Parameters(IEnumerable<long[]> shapes) =>
        [.. shapes.Select(shape => new Parameter(randn(shape)) { grad = randn(shape) })];

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
