using System.CommandLine;
using System.Text.Json.Nodes;

namespace ModelZoo.Cli.Commands;

/// <summary>summary: what a model is made of.</summary>
internal static class SummaryCommand
{
    internal static Command Verb()
    {
        var model = new Option<string>("--model") { Description = "the network; `list` shows all", HelpName = "NAME", Required = true };
        var json = Shared.Json();
        var verb = new Command("summary", "Show a model's parameters. Example: modelzoo summary --model lenet") { model, json };
        verb.SetAction(parsed =>
        {
            using var network = Zoo.Create(parsed.GetValue(model)!);
            var rows = network.named_parameters().Select(named => (named.name, named.parameter.shape, count: named.parameter.numel())).ToArray();
            if (parsed.GetValue(json))
                Console.Out.WriteLine(new JsonArray([.. rows.Select(row => new JsonObject { ["name"] = row.name, ["shape"] = new JsonArray([.. row.shape.Select(size => JsonValue.Create(size))]), ["parameters"] = row.count })]).ToJsonString());
            else
                foreach (var (name, shape, count) in rows.Append(("total", [], rows.Sum(row => row.count))))
                    Console.Out.WriteLine($"{name,-40} {(shape.Length == 0 ? "" : $"[{string.Join(", ", shape)}]"),-20} {count,12:N0}");
            return ExitCode.Done;
        });
        return verb;
    }
}
