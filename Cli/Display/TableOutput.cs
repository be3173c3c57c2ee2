using ModelZoo.Runs.Inference;

namespace ModelZoo.Cli.Display;

/// <summary>Writes answers as a CSV file: beside the rows that they answer, or beside the inputs' names.</summary>
internal static class TableOutput
{
    internal static void Write(string path, IEnumerable<string[]>? rows, Answer[] answers)
    {
        var lines = rows?.ToArray() ?? [["input"], .. answers.Select(answer => new[] { answer.Input })];
        bool shares = answers.Any(answer => answer.Classes.Count > 0);
        string[] Added(int row) => row == 0
            ? shares ? ["prediction", "share"] : ["prediction"]
            : shares ? [answers[row - 1].Text, $"{answers[row - 1].Classes[0].Share:F4}"] : [answers[row - 1].Text];
        AtomicFile.WriteText(path, string.Concat(lines.Select((line, row) =>
            string.Join(',', line.Concat(Added(row)).Select(Quoted)) + "\n")));
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\n") < 0 ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
