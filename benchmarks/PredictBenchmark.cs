using System.CommandLine;
using System.Diagnostics;
using ModelZoo.Runs.Inference;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// predict: resnet50 on one picture, from the start of the process to the answer, and per image on batches of 32;
/// beside PyTorch as installed and with as many threads as ours, by turns.
/// </summary>
internal static class PredictBenchmark
{
    private const int BatchSize = 32;
    private const string Model = "torchvision/resnet50";

    internal static Command Verb()
    {
        var rounds = new Option<int>("--rounds") { Description = "turns of each", DefaultValueFactory = _ => 7 };
        var verb = new Command("predict", "resnet50 on one picture and on batches, beside PyTorch") { rounds };
        verb.SetAction(parsed => Run(parsed.GetValue(rounds)));
        return verb;
    }

    private static void Run(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("modelzoo-predict-");
        try
        {
            Seconds(Peer.Python, Peer.Script("predict.py"), "make", folder.FullName);
            var weights = Path.Combine(folder.FullName, "resnet50.pth");
            var picture = Path.Combine(folder.FullName, "picture.png");
            string[] predict = [Places.Program, "predict", "--model", Model, "--weights", weights, "--input", picture];
            Clock.Compare("resnet50, one picture, from the start of the process, s", rounds,
                ("ModelZoo", () => Seconds("dotnet", predict)),
                ("PyTorch", () => Seconds(Peer.Python, Peer.Script("predict.py"), "one", folder.FullName)));

            using var network = TrainedNetwork.Of(Model, weights);
            var predictor = new Predictor(network);
            using var images = rand(BatchSize, 3, 224, 224);
            using var plain = Peer.InPython("predict.py", ["batch", folder.FullName]);
            using var threaded = Peer.InPython("predict.py", ["batch", folder.FullName, $"{get_num_threads()}"]);
            Clock.Compare($"resnet50, batch {BatchSize}, an image, ms", rounds,
                ("ModelZoo", () => Clock.Milliseconds(() => predictor.Run([images]).Dispose()) / BatchSize),
                ("PyTorch as installed", () => plain.Ask("batch")[0]),
                ($"PyTorch, {get_num_threads()} threads", () => threaded.Ask("batch")[0]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Seconds(string program, params string[] args)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
    }
}
