using System.CommandLine;
using ModelZoo.Onnx;
using ModelZoo.Runs.Inference;
using ModelZoo.Training.Names;
using ModelZoo.Weights;

namespace ModelZoo.Cli.Commands;

/// <summary>export: a trained network for other programs.</summary>
internal static class ExportCommand
{
    // Each writes the file whole or not at all, and may have something to add.
    private static readonly Dictionary<string, Func<TrainedNetwork, string, string?>> Formats = new()
    {
        ["safetensors"] = (network, file) =>
        {
            Safetensors.Save(file, network.Model.state_dict());
            return null;
        },
        ["onnx"] = (network, file) =>
        {
            double difference = OnnxExport.Save(network.Entry, network.Arguments, network.Model, file);
            return FormattableString.Invariant(
                $"ONNX Runtime gives the network's results, with a relative difference of {difference:g2} at most.");
        },
    };

    internal static Command Verb()
    {
        var network = new NetworkOptions();
        var format = Options.Required("--format", "NAME",
            "the format; these work: onnx for the network with its weights, safetensors for the weights alone");
        var output = Options.Output("FILE", "the file to write");
        output.Required = true;
        var verb = new Command("export", Options.About("Write a trained network for other programs",
            "export --run runs/... --format onnx --output lenet.onnx"));
        network.AddTo(verb);
        verb.Options.Add(format);
        verb.Options.Add(output);
        verb.SetAction(parsed =>
        {
            var file = Options.File(output, parsed.GetValue(output)!);
            var write = Format(parsed.GetValue(format)!);
            using var trained = network.Open(parsed);
            var note = write(trained, file);
            Console.Out.WriteLine(file);
            if (note is not null)
                Console.Out.WriteLine(note);
        });
        return verb;
    }

    private static Func<TrainedNetwork, string, string?> Format(string name) => name == "torchscript"
        ? throw new RecipeException("TorchScript is no longer written, because PyTorch has deprecated it: "
            + "--format onnx writes the network with its weights.")
        : Formats.GetValueOrDefault(name) ?? throw new RecipeException(
            $"There is no format '{name}': there are {string.Join(" and ", Formats.Keys)}.");
}
