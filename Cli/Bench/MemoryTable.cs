using System.Text;
using System.Text.Json.Nodes;

namespace ModelZoo.Cli.Bench;

/// <summary>bench --memory: what each case needs at most, here and in PyTorch, in fresh processes.</summary>
internal static class MemoryTable
{
    internal sealed record Row(string Case, long Ours, long Theirs)
    {
        internal double Ratio => (double)Ours / Theirs;
    }

    // Where the threads' blocks come to lie is chance: the same process takes 5 % more or less.
    private const int Processes = 3;

    internal static List<Row> Measure(IEnumerable<StepCase> cases, string precision, string activations)
    {
        var rows = new List<Row>();
        foreach (var one in cases)
        {
            var (ours, theirs) = (new double[Processes], new double[Processes]);
            for (int i = 0; i < Processes; i++)
            {
                ours[i] = OwnProcess.Peak(one.Name, precision, activations);
                using var peers = Peers.Start(["python"], precision == "bf16");
                peers.All[0].Measure(one.Name, 0.3);
                theirs[i] = ((Peer)peers.All[0]).PeakMegabytes;
            }
            rows.Add(new(one.Name, (long)StepClock.Median(ours), (long)StepClock.Median(theirs)));
            Console.Error.WriteLine($"{one.Name}: {rows[^1].Ours} MB");
        }
        return rows;
    }

    internal static JsonArray Json(IEnumerable<Row> rows) =>
        [.. rows.Select(row => new JsonObject { ["case"] = row.Case, ["peak_mb"] = row.Ours, ["python"] = new JsonObject { ["peak_mb"] = row.Theirs, ["ratio"] = Math.Round(row.Ratio, 3) } })];

    internal static string Markdown(IEnumerable<Row> rows)
    {
        var table = new StringBuilder("| case | MB | python | ours / its |\n|---|---|---|---|\n");
        foreach (var row in rows)
            table.Append($"| {row.Case} | {row.Ours} | {row.Theirs} | {row.Ratio:F2} |\n");
        return table.ToString();
    }
}
