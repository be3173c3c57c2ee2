using System.CommandLine;
using ModelZoo.Runs.Inference;

namespace ModelZoo.Cli.Commands;

/// <summary>export: a trained network for other programs.</summary>
internal static class ExportCommand
{
    internal static Command Verb()
    {
        var network = new NetworkOptions();
        var format = new Option<string>("--format") { Description = string.Join(", ", NetworkExport.Names), HelpName = "NAME", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "the file to write", HelpName = "FILE", Required = true };
        var verb = new Command("export", "Write a trained network for other programs. Example: modelzoo export --run runs/... --format safetensors --output lenet.safetensors");
        network.AddTo(verb);
        verb.Options.Add(format);
        verb.Options.Add(output);
        verb.SetAction(parsed =>
        {
            var file = Shared.File(output, parsed.GetValue(output)!);
            using var trained = network.Open(parsed);
            NetworkExport.Save(trained, parsed.GetValue(format)!, file);
            Console.Out.WriteLine(file);
            return ExitCode.Done;
        });
        return verb;
    }
}
