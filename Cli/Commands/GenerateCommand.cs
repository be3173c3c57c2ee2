using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs.Inference;
using ModelZoo.Tables;

namespace ModelZoo.Cli.Commands;

/// <summary>generate: text from a language model, pictures from an autoencoder.</summary>
internal static class GenerateCommand
{
    internal static Command Verb()
    {
        var run = Options.Required("--run", "DIR", "the folder of a run, for its best checkpoint");
        var prompt = Options.Of("--prompt", "TEXT", "how the text begins", "time traveller");
        var length = Options.Of("--length", "N", "tokens to write", 200);
        var temperature = Options.Of("--temperature", "T", "below 1 for likelier text, above 1 for varied text", 1.0);
        var kind = Options.Of<string?>("--what", "NAME", $"which pictures: {string.Join(", ", ImageGenerator.Kinds)}");
        var seed = Options.Of<long>("--seed", "N", "seed of the random choices");
        var output = Options.Output("FILE", "the PNG file for pictures (default: generated.png in the run's folder)");
        var root = Options.DataRoot();
        var about = Options.About("Write text or make pictures with a trained network",
            "generate --run runs/... --prompt \"time traveller\"");
        var verb = new Command("generate", about) { run, prompt, length, temperature, kind, seed, output, root };
        verb.SetAction(parsed =>
        {
            using var network = TrainedNetwork.Of(parsed.GetValue(run)!, Output.Warn);
            var (draw, data) = (parsed.GetValue(seed), parsed.GetValue(root));
            if (network.Entry.Task == TaskKind.LanguageModel)
                Console.Out.WriteLine(TextGenerator.Continue(network, parsed.GetValue(prompt)!, parsed.GetValue(length),
                    parsed.GetValue(temperature), draw, data));
            else
            {
                var inRun = Path.Combine(parsed.GetValue(run)!, "generated.png");
                var file = Options.File(output, parsed.GetValue(output) ?? inRun);
                File.WriteAllBytes(file, ImageGenerator.Make(network, parsed.GetValue(kind), draw, data));
                Console.Out.WriteLine(file);
            }
        });
        return verb;
    }
}
