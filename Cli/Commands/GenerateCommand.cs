using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs;
using ModelZoo.Runs.Inference;
using ModelZoo.Tables;

namespace ModelZoo.Cli.Commands;

/// <summary>generate: text from a language model, pictures from an autoencoder.</summary>
internal static class GenerateCommand
{
    internal static Command Verb()
    {
        var run = Options.Required("--run", "DIR", "the folder of a run, or latest");
        var checkpoint = Options.Checkpoint();
        var prompt = Options.Of<string?>("--prompt", "TEXT", "how the text begins (default: as the training text)");
        var length = Options.Of("--length", "N", "tokens to write", 200);
        var temperature =
            Options.Of("--temperature", "T", "0: the likeliest token; below 1: likelier, above 1: varied text", 1.0);
        var topK = Options.Of("--top-k", "K", "draw from the K likeliest tokens only (0: all)", 0);
        var topP = Options.Of("--top-p", "P", "draw from the likeliest tokens that together reach this share", 1.0);
        var kind = Options.Of<string?>("--what", "NAME", $"which pictures: {string.Join(", ", ImageGenerator.Kinds)}");
        var seed = Options.Of<long>("--seed", "N", "seed of the random choices");
        var output = Options.Output("FILE", "the PNG file for pictures (default: generated.png in the run's folder)");
        var root = Options.DataRoot();
        var about = Options.About("Write text or make pictures with a trained network",
            "generate --run runs/... --prompt \"time traveller\"");
        var verb = new Command("generate", about)
        {
            run, checkpoint, prompt, length, temperature, topK, topP, kind, seed, output, root,
        };
        verb.SetAction(parsed =>
        {
            using var network = TrainedNetwork.Of(parsed.GetValue(run)!, Output.Warn, parsed.GetValue(checkpoint));
            var (draw, data) = (parsed.GetValue(seed), parsed.GetValue(root));
            bool writes = network.Entry.Task == TaskKind.LanguageModel;
            Options.Refuse(parsed, $"{network.Entry.Name} {(writes ? "writes text" : "makes pictures")}",
                writes ? [kind, output] : [prompt, length, temperature, topK, topP]);
            if (writes)
                Console.Out.WriteLine(TextGenerator.Continue(network, parsed.GetValue(prompt), parsed.GetValue(length),
                    new(parsed.GetValue(temperature), parsed.GetValue(topK), parsed.GetValue(topP)), draw, data));
            else
            {
                var inRun = Path.Combine(RunFolder.Find(parsed.GetValue(run)!), "generated.png");
                var file = Options.File(output, parsed.GetValue(output) ?? inRun);
                File.WriteAllBytes(file, ImageGenerator.Make(network, parsed.GetValue(kind), draw, data));
                Console.Out.WriteLine(file);
            }
        });
        return verb;
    }
}
