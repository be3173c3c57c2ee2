
using System.CommandLine;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs.Inference;
using ModelZoo.Tables;

namespace ModelZoo.Cli.Commands;

/// <summary>generate: text from a language model, pictures from an autoencoder.</summary>
internal static class GenerateCommand
{
    internal static Command Verb()
    {
        var run = new Option<string>("--run") { Description = "the folder of a run: its best checkpoint is taken", HelpName = "DIR", Required = true };
        var prompt = new Option<string>("--prompt") { Description = "the beginning of the text", HelpName = "TEXT", DefaultValueFactory = _ => "time traveller" };
        var length = new Option<int>("--length") { Description = "tokens to write", HelpName = "N", DefaultValueFactory = _ => 200 };
        var temperature = new Option<double>("--temperature") { Description = "below 1 keeps to what is likely, above dares more", HelpName = "T", DefaultValueFactory = _ => 1 };
        var kind = new Option<string?>("--what") { Description = $"of pictures: {string.Join(", ", ImageGenerator.Kinds)}", HelpName = "NAME" };
        var seed = new Option<long>("--seed") { Description = "of what is drawn", HelpName = "N" };
        var output = new Option<string>("--output", "-o") { Description = "the PNG file for pictures", HelpName = "FILE", DefaultValueFactory = _ => "generated.png" };
        var root = Shared.DataRoot();
        var verb = new Command("generate", "Write text or make pictures with a trained network. Example: modelzoo generate --run runs/... --prompt \"time traveller\"") { run, prompt, length, temperature, kind, seed, output, root };
        verb.SetAction(parsed =>
        {
            using var network = TrainedNetwork.Of(parsed.GetValue(run)!, Shared.Warn);
            if (network.Entry.Task == TaskKind.LanguageModel)
            {
                Console.Out.WriteLine(TextGenerator.Continue(network, parsed.GetValue(prompt)!, parsed.GetValue(length), parsed.GetValue(temperature), parsed.GetValue(seed), parsed.GetValue(root)));
                return ExitCode.Done;
            }
            File.WriteAllBytes(Shared.File(output, parsed.GetValue(output)!), ImageGenerator.Make(network, parsed.GetValue(kind), parsed.GetValue(seed), parsed.GetValue(root)));
            Console.Out.WriteLine(parsed.GetValue(output));
            return ExitCode.Done;
        });
        return verb;
    }
}
