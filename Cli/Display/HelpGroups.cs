using System.CommandLine;

namespace ModelZoo.Cli.Display;

/// <summary>The options of train in groups, for its help. What is in no group belongs to the run.</summary>
internal static class HelpGroups
{
    private const string Run = "run";
    private const int OptionWidth = 32;

    internal static readonly (string Title, string[] Names)[] Table =
    [
        ("data", ["dataset", "data-root", "augment", "image-size", "limit-train", "limit-test", "validation"]),
        ("optimization",
        [
            "epochs", "steps", "batch-size", "accumulate", "auto-batch", "lr", "optimizer", "momentum", "schedule",
            "warmup", "clip-norm", "clip-value", "lookahead", "init", "patience", "min-change",
        ]),
        ("regularization",
        [
            "weight-decay", "l1", "label-smoothing", "dropout", "max-norm", "input-noise", "weight-noise",
            "gradient-noise", "ema", "swa",
        ]),
        (Run, ["model", "recipe", "width", "resume", "seed", "device", "threads", "precision", "dry-run"]),
        ("output", ["output", "quiet", "keep", "keep-best", "checkpoint-every", "checkpoint-time"]),
    ];

    internal static string Of(string option) =>
        Table.FirstOrDefault(group => group.Names.Contains(option.TrimStart('-'))).Title ?? Run;

    internal static void Write(TextWriter text, Command command)
    {
        text.WriteLine($"{command.Description}\n\nUsage:\n  {Output.Program} {command.Name} [options]");
        var groups = command.Options.Where(option => !option.Hidden).ToLookup(option => Of(option.Name));
        foreach (var (title, _) in Table)
        {
            text.WriteLine($"\n{char.ToUpperInvariant(title[0])}{title[1..]}:");
            foreach (var option in groups[title])
            {
                var names = string.Join(", ", [.. option.Aliases, option.Name]);
                var form = option.HelpName is { } help ? $"{names} <{help}>" : names;
                text.WriteLine(TerminalText.Wrap(
                    $"  {form.PadRight(OptionWidth - 4)}  {option.Description}", indent: OptionWidth));
            }
        }
    }
}
