using System.CommandLine;
using System.CommandLine.Parsing;

namespace ModelZoo.Cli.Exit;

/// <summary>Finds what is wrong with a command line.</summary>
internal static class Mistake
{
    /// <summary>A sentence; null if nothing is wrong.</summary>
    internal static string? In(ParseResult parsed)
    {
        foreach (var given in parsed.CommandResult.Children)
            if (given.Tokens.Any(token => token.Value.Length == 0))
            {
                var name = given is OptionResult option ? option.Option.Name : ((ArgumentResult)given).Argument.Name;
                return $"{name} is empty: give it a value, or leave it out";
            }
        return parsed.Errors is [var first, ..] ? Number(first) ?? first.Message
            : OptionLike(parsed) is { } unknown ? $"There is no option {unknown}" : null;
    }

    /// <summary>The first word that stands for an argument but looks like an option; null if none does.</summary>
    internal static string? OptionLike(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(given => given.Tokens)
            .Select(token => token.Value).FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal));

    // System.CommandLine's message would name the .NET type.
    private static string? Number(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Tokens: [var token] } given)
            return null;
        var kind = Nullable.GetUnderlyingType(given.Option.ValueType) ?? given.Option.ValueType;
        var wanted = kind == typeof(int) || kind == typeof(long) ? "a whole number"
            : kind == typeof(double) ? "a number" : null;
        return wanted is null ? null : $"{given.Option.Name} takes {wanted}, not '{token.Value}'";
    }
}
