using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Bench;
using ModelZoo.Cli.Display;
using ModelZoo.Training;
using ModelZoo.Training.Benchmarks;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>bench: milliseconds of a training step, here and in PyTorch, by turns.</summary>
internal static class BenchCommand
{
    internal static Command Verb()
    {
        var cases = new Option<string?>("--cases") { Description = "which, with commas between; all if left out", HelpName = "A,B" };
        var against = new Option<string?>("--against") { Description = $"peers to measure by turns: {string.Join(", ", Peers.Names)}, with commas between", HelpName = "A,B" };
        var rounds = new Option<int>("--rounds") { Description = "turns of each", HelpName = "N", DefaultValueFactory = _ => 3 };
        var seconds = new Option<double>("--seconds") { Description = "time of a turn", HelpName = "S", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "0 is one for each physical core", HelpName = "N" };
        var precision = new Option<string>("--precision") { Description = "fp32 or bf16", DefaultValueFactory = _ => "fp32" };
        precision.AcceptOnlyFromAmong("fp32", "bf16");
        var noTune = new Option<bool>("--no-tune") { Description = "do not look for the fastest threads and memory layout" };
        var write = new Option<string?>("--write") { Description = "put the table into this Markdown page, between its marks", HelpName = "FILE" };
        var json = Shared.Json();
        var verb = new Command("bench", "Measure training steps. Example: modelzoo bench --cases lenet,lstm --against python") { cases, against, rounds, seconds, threads, precision, noTune, write, json };
        verb.SetAction(parsed =>
        {
            if (parsed.GetValue(rounds) < 1 || !(parsed.GetValue(seconds) > 0))
                throw new RecipeException("--rounds and --seconds take numbers above zero.");
            if (parsed.GetValue(threads) > 0)
                set_num_threads(parsed.GetValue(threads));
            var chosen = Split(parsed.GetValue(cases)) is { Length: > 0 } names ? [.. names.Select(StepCase.Find)] : StepCase.All;
            bool half = parsed.GetValue(precision) == "bf16";
            using var peers = Peers.Start(Split(parsed.GetValue(against)), half);
            var measure = new Rounds(parsed.GetValue(rounds), parsed.GetValue(seconds), half, !parsed.GetValue(noTune), peers.All);
            string[] theirs = [.. peers.All.Select(peer => peer.Name)];
            var results = new List<Measured>();
            foreach (var one in chosen)
            {
                results.Add(measure.Measure(one));
                Console.Error.WriteLine($"{one.Name}: {results[^1].Median:F2} ms");
            }
            Print(results, theirs, parsed.GetValue(json));
            if (parsed.GetValue(write) is { } page)
                MarkdownTable.Put(page, parsed.GetValue(precision)!, results, theirs,
                    $"{DateTime.Today:yyyy-MM-dd}, {Backend.Processor()}, {get_num_threads()} threads, libtorch {__version__}: medians of {parsed.GetValue(rounds)} turns of {parsed.GetValue(seconds)} s, alternating.");
            return ExitCode.Done;
        });
        return verb;
    }

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static void Print(IEnumerable<Measured> results, string[] peers, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(new JsonArray([.. results.Select(result => Json(result, peers))]).ToJsonString());
            return;
        }
        var rows = results.Select(result => new[] { result.Case, $"{result.Median:F2}", $"{result.Spread:P0}", $"{result.Threads}", result.Layout }
            .Concat(peers.SelectMany(peer => new[] { $"{StepClock.Median(result.Peers[peer]):F2}", $"{result.Ratio(peer):F2}" })).ToArray());
        TextTable.Write(["case", "ms", "spread", "threads", "layout", .. peers.SelectMany(peer => new[] { $"{peer} ms", "ours/its" })], rows,
            right: [1, 2, 3, .. Enumerable.Range(5, 2 * peers.Length)], dispensable: [4, 3, 2, .. Enumerable.Range(0, peers.Length).Select(peer => 5 + 2 * peer)]);
    }

    private static JsonObject Json(Measured result, string[] peers)
    {
        var row = new JsonObject { ["case"] = result.Case, ["ms"] = Math.Round(result.Median, 4), ["threads"] = result.Threads, ["layout"] = result.Layout, ["spread"] = Math.Round(result.Spread, 3) };
        foreach (var peer in peers)
            row[peer] = new JsonObject { ["ms"] = Math.Round(StepClock.Median(result.Peers[peer]), 4), ["ratio"] = Math.Round(result.Ratio(peer), 3) };
        return row;
    }
}
