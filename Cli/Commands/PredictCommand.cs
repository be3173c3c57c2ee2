using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Datasets.Tables;
using ModelZoo.Reports.Exhibits;
using ModelZoo.Runs.Inference;
using ModelZoo.Training.Names;
using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>predict: a trained network's answers to pictures, tables, sentences and tensors.</summary>
internal static class PredictCommand
{
    private static readonly NetworkOptions Network = new();
    private static readonly Option<string[]> Input = new("--input")
    {
        Description = "pictures or folders of them, a .csv table, or a .safetensors file with a tensor `input`",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> Text = new("--text")
    {
        Description = "a sentence to translate or to label; may be repeated",
        HelpName = "TEXT",
    };
    private static readonly Option<string?> File = Options.Output(
        "FILE", "a .csv file for the answers, or a .safetensors file for the raw outputs as `logits`");
    private static readonly Option<string?> Root = Options.DataRoot();
    private static readonly Option<bool> Json = Options.Json();
    private static readonly Option<bool> Invert = Options.Switch("--invert", "exchange dark and light of pictures");
    private static readonly Option<string?> SaveInput =
        Options.Of<string?>("--save-input", "FILE", "write the pictures as the network sees them to this PNG file");

    internal static Command Verb()
    {
        var verb = new Command("predict", Options.About("Run a trained network on pictures, tables or sentences",
            "predict --model torchvision/resnet50 --weights resnet50.pth --input cat.jpg"));
        verb.Aliases.Add("translate");
        Network.AddTo(verb);
        foreach (var option in new Option[] { Input, Text, File, Root, Json, Invert, SaveInput })
            verb.Options.Add(option);
        verb.SetAction(Run);
        return verb;
    }

    private static void Run(ParseResult parsed)
    {
        string[] inputs = parsed.GetValue(Input) ?? [], texts = parsed.GetValue(Text) ?? [];
        if (inputs.Length + texts.Length == 0)
            throw new RecipeException("--input or --text is missing: it is what the network should answer to.");
        if (inputs.Length == 0)
            Options.Refuse(parsed, "sentences are no pictures", Invert, SaveInput);
        var file = parsed.GetValue(File) is { } given ? Options.File(File, given) : null;
        if (file is not null)
            Options.Refuse(parsed, "--output writes the answers into a file", Json);
        if (file is not null && !IsTable(file))
            Options.Refuse(parsed, "a file of raw outputs takes one input: give a .csv file", Text);
        using var trained = Network.Open(parsed);
        using var scope = NewDisposeScope();
        var answers = new Answers(trained, parsed.GetValue(Invert), parsed.GetValue(Root));
        var files = Answers.Expand(inputs);
        if (parsed.GetValue(SaveInput) is { } png)
            System.IO.File.WriteAllBytes(Options.File(SaveInput, png),
                ImageGenerator.Png(answers.Read(files, _ => { })[0]));
        if (file is not null && !IsTable(file))
        {
            var logits = answers.Outputs(answers.Read(files, Output.Warn));
            Safetensors.Save(file, new Dictionary<string, Tensor> { ["logits"] = logits });
            return;
        }
        bool json = parsed.GetValue(Json);
        Answer[] all = [.. texts.Select(answers.ToSentence), .. answers.ToFiles(files, Output.Warn)];
        if (trained.Recipe is not null && !json)
            Console.Out.WriteLine($"{trained.Entry.Name}, {trained.Origin}");
        if (file is not null)
            TableOutput.Write(file, files is [var table] && IsTable(table) ? TableRows.Lines(table) : null, all);
        else if (json)
            Output.Json(all.Select(answer => Output.Object(("input", answer.Input), ("answer", answer.Text),
                ("classes", answer.Classes.ToDictionary(found => found.Name, found => found.Share)))));
        else
            Print(all);
    }

    private static bool IsTable(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static void Print(Answer[] answers)
    {
        foreach (var answer in answers)
        {
            if (answer.Classes.Count == 0)
                Console.Out.WriteLine(answer.Text);
            else if (answers.Length > 1)
                Console.Out.WriteLine(answer.Input);
            foreach (var (name, share) in answer.Classes)
                Console.Out.WriteLine($"{100 * share,6:F2} %  {name}");
        }
    }
}
