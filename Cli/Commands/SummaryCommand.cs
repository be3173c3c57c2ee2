using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;

namespace ModelZoo.Cli.Commands;

/// <summary>summary: the layers of a model.</summary>
internal static class SummaryCommand
{
    internal static Command Verb()
    {
        var model = Options.Required("--model", "NAME", "the network; `list` shows all");
        var classes = Options.Of<int?>("--classes", "N", "classes, if not the model's own");
        var channels = Options.Of<int?>("--channels", "N", "input channels, if not the model's own");
        var size = Options.Of<int?>("--image-size", "N", "height and width of the input, if not the model's own");
        var json = Options.Json();
        var about = Options.About("Show a model's layers, output shapes and costs", "summary --model lenet");
        var verb = new Command("summary", about) { model, classes, channels, size, json };
        verb.SetAction(parsed =>
        {
            var entry = Zoo.Find(parsed.GetValue(model)!);
            var own = entry.Arguments;
            var summary = Summary.Of(entry, own with
            {
                Classes = parsed.GetValue(classes) ?? own.Classes,
                Channels = parsed.GetValue(channels) ?? own.Channels,
                Size = parsed.GetValue(size) ?? own.Size,
            });
            if (parsed.GetValue(json))
                Output.Json(summary.Rows.Select(Json));
            else
                Console.Out.WriteLine(summary.ToText(width: TerminalText.Width).TrimEnd());
        });
        return verb;
    }

    private static JsonObject Json(SummaryRow row) => Output.Object(
        ("name", row.Path), ("layer", row.Kind), ("output", row.OutputShape),
        ("parameters", row.Parameters), ("macs", row.Macs), ("bytes", row.Bytes));
}
