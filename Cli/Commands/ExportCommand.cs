using System.CommandLine;
using ModelZoo.Runs.Inference;

namespace ModelZoo.Cli.Commands;

/// <summary>export: a trained network for other programs.</summary>
internal static class ExportCommand
{
    internal static Command Verb()
    {
        var network = new NetworkOptions();
        var format = Options.Required("--format", "NAME",
            "the format; these work: " + string.Join(", ", NetworkExport.Names));
        var output = Options.Output("FILE", "the file to write");
        output.Required = true;
        var verb = new Command("export", Options.About("Write a trained network for other programs",
            "export --run runs/... --format safetensors --output lenet.safetensors"));
        network.AddTo(verb);
        verb.Options.Add(format);
        verb.Options.Add(output);
        verb.SetAction(parsed =>
        {
            var file = Options.File(output, parsed.GetValue(output)!);
            using var trained = network.Open(parsed);
            NetworkExport.Save(trained, parsed.GetValue(format)!, file);
            Console.Out.WriteLine(file);
        });
        return verb;
    }
}
