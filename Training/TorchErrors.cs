using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelZoo.Training;

/// <summary>The messages of libtorch's errors, without the native stack trace.</summary>
internal static partial class TorchErrors
{
    [GeneratedRegex(@"tried to allocate (\d+) bytes")]
    private static partial Regex Allocation();

    internal static string Sentence(Exception error)
    {
        if (Allocation().Match(error.Message) is not { Success: true } failed)
            return error.Message.Split("\nException raised from", 2)[0].Trim();
        var bytes = long.Parse(failed.Groups[1].Value, CultureInfo.InvariantCulture);
        return $"There is not enough memory: {bytes:N0} bytes could not be allocated";
    }
}
