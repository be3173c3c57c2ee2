
using System.CommandLine;
using System.CommandLine.Parsing;

namespace ModelZoo.Cli.Exit;

/// <summary>What is wrong with the words that were typed, as a sentence; null where nothing is.</summary>
internal static class Mistake
{
    internal static string? In(ParseResult parsed)
    {
        if (parsed.CommandResult.Children.FirstOrDefault(given => given.Tokens.Any(token => token.Value.Length == 0)) is { } empty)
            return $"{(empty is OptionResult option ? option.Option.Name : ((ArgumentResult)empty).Argument.Name)} is empty: give it a value, or leave it away";
        return parsed.Errors is [var first, ..] ? Number(first) ?? first.Message : null;
    }

    // System.CommandLine would name .NET's type.
    private static string? Number(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Tokens: [var token] } given)
            return null;
        var kind = Nullable.GetUnderlyingType(given.Option.ValueType) ?? given.Option.ValueType;
        var wanted = kind == typeof(int) || kind == typeof(long) ? "a whole number" : kind == typeof(double) ? "a number" : null;
        return wanted is null ? null : $"{given.Option.Name} takes {wanted}, not '{token.Value}'";
    }
}
