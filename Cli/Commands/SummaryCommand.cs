using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;

namespace ModelZoo.Cli.Commands;

/// <summary>summary: what a model is made of, as the textbook prints it.</summary>
internal static class SummaryCommand
{
    internal static Command Verb()
    {
        var model = new Option<string>("--model") { Description = "the network; `list` shows all", HelpName = "NAME", Required = true };
        var classes = new Option<int?>("--classes") { Description = "classes to tell apart, in place of the model's own", HelpName = "N" };
        var channels = new Option<int?>("--channels") { Description = "channels of the input", HelpName = "N" };
        var size = new Option<int?>("--image-size") { Description = "height and width of the input", HelpName = "N" };
        var json = Shared.Json();
        var verb = new Command("summary", "Show a model's layers, output shapes, parameters and multiply-adds. Example: modelzoo summary --model lenet") { model, classes, channels, size, json };
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
            Console.Out.WriteLine(parsed.GetValue(json) ? Json(summary).ToJsonString() : summary.ToText(width: TerminalText.Width).TrimEnd());
            return ExitCode.Done;
        });
        return verb;
    }

    private static JsonArray Json(Summary summary) =>
    [
        .. summary.Rows.Select(row => new JsonObject
        {
            ["name"] = row.Path,
            ["layer"] = row.Kind,
            ["output"] = row.OutputShape is { } shape ? new JsonArray([.. shape.Select(side => JsonValue.Create(side))]) : null,
            ["parameters"] = row.Parameters,
            ["macs"] = row.Macs,
            ["bytes"] = row.Bytes,
        }),
    ];
}
