using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelZoo.Training;

/// <summary>What libtorch says of an error, without the native stack trace that it appends.</summary>
public static partial class TorchErrors
{
    [GeneratedRegex(@"tried to allocate (\d+) bytes")]
    private static partial Regex Refused();

    public static string Sentence(Exception error) => Refused().Match(error.Message) is { Success: true } refused
        ? $"There is not enough memory: {long.Parse(refused.Groups[1].Value, CultureInfo.InvariantCulture):N0} bytes could not be allocated"
        : error.Message.Split("\nException raised from", 2)[0].Trim();
}
