using System.CommandLine;
using ModelZoo.Runs.Inference;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>predict: what a trained network makes of a picture, or of the tensors in a file.</summary>
internal static class PredictCommand
{
    private const int Shown = 5;

    internal static Command Verb()
    {
        var network = new NetworkOptions();
        var input = new Option<string>("--input") { Description = "a picture, or a .safetensors file that holds `input`", HelpName = "FILE", Required = true };
        var output = new Option<string?>("--output", "-o") { Description = "a .safetensors file for `logits`, in place of the top classes on the screen", HelpName = "FILE" };
        var root = Shared.DataRoot();
        var verb = new Command("predict", "Run a trained network. Example: modelzoo predict --model torchvision/resnet50 --weights resnet50.pth --input cat.jpg");
        network.AddTo(verb);
        foreach (var option in new Option[] { input, output, root })
            verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            var file = parsed.GetValue(output) is { } given ? Shared.File(output, given) : null;
            using var trained = network.Open(parsed);
            using var scope = NewDisposeScope();
            var predictor = new Predictor(trained);
            var inputs = predictor.Read(parsed.GetValue(input)!);
            var logits = predictor.Run(inputs);
            if (file is not null)
                Safetensors.Save(file, new Dictionary<string, Tensor> { ["logits"] = logits });
            else
                Print(trained, logits, parsed.GetValue(root));
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Print(TrainedNetwork trained, Tensor logits, string? dataRoot)
    {
        var rows = logits.shape[0];
        switch (trained.Entry.Task)
        {
            case TaskKind.Classification or TaskKind.Perceptron:
                var names = trained.ClassNames(dataRoot);
                for (long row = 0; row < rows; row++)
                {
                    if (rows > 1)
                        Console.Out.WriteLine($"input {row}");
                    foreach (var (number, share) in Predictor.Top(logits[row], Shown))
                        Console.Out.WriteLine($"{100 * share,6:F2} %  {(names.Count > 0 ? names[number] : $"class {number}")}");
                }
                break;
            case TaskKind.Regression:
                foreach (var value in logits.flatten().data<float>())
                    Console.Out.WriteLine($"{value:G7}");
                break;
            default:
                throw new RecipeException($"{trained.Entry.Name} puts out a tensor of shape ({string.Join(", ", logits.shape)}), too much for the screen: give --output FILE; `generate` shows texts and pictures.");
        }
    }
}
