using System.Text;
using System.Text.Json.Nodes;
using ModelZoo.Training.Benchmarks;

namespace ModelZoo.Cli.Bench;

/// <summary>bench --memory: what each case needs at most, here and in PyTorch, in fresh processes.</summary>
internal static class MemoryTable
{
    internal sealed record Row(string Case, long Ours, long Theirs)
    {
        internal double Ratio => (double)Ours / Theirs;
    }

    internal static List<Row> Measure(IEnumerable<StepCase> cases, string precision)
    {
        var rows = new List<Row>();
        foreach (var one in cases)
        {
            using var peers = Peers.Start(["python"], precision == "bf16");
            peers.All[0].Measure(one.Name, 0.3);
            rows.Add(new(one.Name, OwnProcess.Peak(one.Name, precision), ((Peer)peers.All[0]).PeakMegabytes));
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
