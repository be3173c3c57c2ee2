using System.CommandLine;
using ModelZoo.Runs.Inference;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>predict: runs a trained network on a picture, or on the tensors of a file.</summary>
internal static class PredictCommand
{
    private const int TopClasses = 5;

    internal static Command Verb()
    {
        var network = new NetworkOptions();
        var input = Options.Required("--input", "FILE", "a picture, or a .safetensors file with a tensor `input`");
        var output = Options.Output("FILE", "write `logits` to this .safetensors file instead of printing classes");
        var root = Options.DataRoot();
        var verb = new Command("predict", Options.About("Run a trained network on a picture or on tensors",
            "predict --model torchvision/resnet50 --weights resnet50.pth --input cat.jpg"));
        network.AddTo(verb);
        foreach (var option in new Option[] { input, output, root })
            verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            var file = parsed.GetValue(output) is { } given ? Options.File(output, given) : null;
            using var trained = network.Open(parsed);
            using var scope = NewDisposeScope();
            var predictor = new Predictor(trained);
            var logits = predictor.Run(predictor.Read(parsed.GetValue(input)!));
            if (file is not null)
                Safetensors.Save(file, new Dictionary<string, Tensor> { ["logits"] = logits });
            else
                Print(trained, logits, parsed.GetValue(root));
        });
        return verb;
    }

    private static void Print(TrainedNetwork trained, Tensor logits, string? dataRoot)
    {
        switch (trained.Entry.Task)
        {
            case TaskKind.Classification or TaskKind.Perceptron:
                PrintClasses(logits, trained.ClassNames(dataRoot));
                break;
            case TaskKind.Regression:
                foreach (var value in logits.flatten().data<float>())
                    Console.Out.WriteLine($"{value:G7}");
                break;
            default:
                throw new RecipeException($"{trained.Entry.Name} puts out a tensor of shape "
                    + $"({string.Join(", ", logits.shape)}), which is too large to print: give --output FILE, or use "
                    + "`generate` for texts and pictures.");
        }
    }

    private static void PrintClasses(Tensor logits, IReadOnlyList<string> names)
    {
        for (long row = 0; row < logits.shape[0]; row++)
        {
            if (logits.shape[0] > 1)
                Console.Out.WriteLine($"input {row}");
            foreach (var (number, share) in Predictor.Top(logits[row], TopClasses))
                Console.Out.WriteLine($"{100 * share,6:F2} %  {(names.Count > 0 ? names[number] : $"class {number}")}");
        }
    }
}
