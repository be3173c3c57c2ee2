using System.Diagnostics;
using System.Globalization;
using ModelZoo.Runs.Inference;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// resnet50 on one picture, from the start of the process to the answer, and per image on batches of 32, beside Python as it is installed and
/// with as many threads as we use; the sides take turns, medians are compared.
/// </summary>
internal static class PredictBenchmark
{
    internal static int Run(string[] args)
    {
        int rounds = args is ["--rounds", var count] ? int.Parse(count) : 7;
        var folder = Directory.CreateTempSubdirectory("modelzoo-predict-");
        try
        {
            Time("/usr/bin/python3", Peers.Path("predict.py"), "make", folder.FullName);
            var (weights, picture) = (Path.Combine(folder.FullName, "resnet50.pth"), Path.Combine(folder.FullName, "picture.png"));
            Compare("resnet50, one picture, from the start of the process, s", rounds,
                ("ModelZoo", () => Time("dotnet", Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll"), "predict", "--model", "torchvision/resnet50", "--weights", weights, "--input", picture)),
                ("Python", () => Time("/usr/bin/python3", Peers.Path("predict.py"), "one", folder.FullName)));

            using var network = TrainedNetwork.Of("torchvision/resnet50", weights);
            var predictor = new Predictor(network);
            using var images = rand(32, 3, 224, 224);
            predictor.Run([images]).Dispose();
            using var plain = Peer(folder.FullName);
            using var threaded = Peer(folder.FullName, $"{get_num_threads()}");
            Compare("resnet50, batch 32, an image, ms", rounds,
                ("ModelZoo", () =>
                {
                    var start = Stopwatch.GetTimestamp();
                    predictor.Run([images]).Dispose();
                    return Stopwatch.GetElapsedTime(start).TotalMilliseconds / 32;
                }
            ),
                ("Python as it is", () => Ask(plain)),
                ($"Python, {get_num_threads()} threads", () => Ask(threaded)));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(string title, int rounds, params (string Who, Func<double> Measure)[] sides)
    {
        var times = sides.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round <= rounds; round++)
            foreach (var (i, side) in sides.Index())
                if (side.Measure() is var time && round > 0)
                    times[i].Add(time);
        Console.WriteLine($"{title}; median of {rounds} rounds (load {File.ReadAllText("/proc/loadavg").Split(' ')[0]})");
        foreach (var (i, side) in sides.Index())
            Console.WriteLine($"  {side.Who,-20}{Median(times[i]),8:F2}   ({times[i].Min():F2} to {times[i].Max():F2}){(i == 0 ? "" : $", {Median(times[i]) / Median(times[0]):F2} times ours")}");
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static double Time(string program, params string[] args)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
    }

    private static Process Peer(string folder, params string[] threads) => Process.Start(new ProcessStartInfo("/usr/bin/python3", [Peers.Path("predict.py"), "batch", folder, .. threads])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static double Ask(Process peer)
    {
        peer.StandardInput.WriteLine();
        peer.StandardInput.Flush();
        return double.Parse(peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Python peer has ended: see its message above."), CultureInfo.InvariantCulture);
    }
}
