using System.CommandLine;
using Microsoft.ML.OnnxRuntime;
using ModelZoo.Onnx;
using ModelZoo.Runs.Inference;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>onnx: one picture through a network, and through its ONNX file in ONNX Runtime, by turns.</summary>
internal static class OnnxBenchmark
{
    private static readonly string[] Models =
        ["mlp", "lenet", "resnet18", "lstm-classifier", "torchvision/resnet50"];

    internal static Command Verb()
    {
        var rounds = new Option<int>("--rounds") { Description = "turns of each", DefaultValueFactory = _ => 7 };
        var seconds = new Option<double>("--seconds") { Description = "of a turn", DefaultValueFactory = _ => 0.5 };
        var verb = new Command("onnx", "one picture here and in ONNX Runtime") { rounds, seconds };
        verb.SetAction(parsed =>
        {
            foreach (var name in Models)
                Run(name, parsed.GetValue(rounds), parsed.GetValue(seconds));
        });
        return verb;
    }

    private static void Run(string name, int rounds, double seconds)
    {
        var file = Path.GetTempFileName();
        try
        {
            using var scope = NewDisposeScope();
            var entry = Zoo.Find(name);
            using var network = Zoo.Create(name);
            network.eval();
            OnnxExport.Save(entry, entry.Arguments, network, file);
            var picture = Example.Inputs(entry, entry.Arguments, batch: 1)[0];
            var predictor = new Predictor(new(entry, entry.Arguments, network, null));
            using var options = new SessionOptions { IntraOpNumThreads = get_num_threads() };
            using var session = new InferenceSession(file, options);
            using var run = new RunOptions();
            using var input = OrtValue.CreateTensorValueFromMemory(picture.data<float>().ToArray(), picture.shape);
            Clock.Compare($"{name}, one picture, {get_num_threads()} threads, ms", rounds,
                ("ModelZoo", () => Clock.MedianMilliseconds(() => predictor.Run([picture]).Dispose(), seconds)),
                ("ONNX Runtime", () => Clock.MedianMilliseconds(
                    () => session.Run(run, session.InputNames, [input], session.OutputNames).Dispose(), seconds)));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
