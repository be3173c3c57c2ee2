using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Bench;
using ModelZoo.Cli.Display;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>bench: milliseconds of a training step, here and in PyTorch, by turns.</summary>
internal static class BenchCommand
{
    internal static Command Verb()
    {
        var cases = new Option<string?>("--cases") { Description = "which, with commas between; all training steps if left out, `work`: tests, single images, checkpoints, an epoch, a start", HelpName = "A,B" };
        var against = new Option<string?>("--against") { Description = $"peers to measure by turns: {string.Join(", ", Peers.Names)}, with commas between", HelpName = "A,B" };
        var rounds = new Option<int>("--rounds") { Description = "turns of each", HelpName = "N", DefaultValueFactory = _ => 3 };
        var seconds = new Option<double>("--seconds") { Description = "time of a turn", HelpName = "S", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "0 is one for each physical core", HelpName = "N" };
        var precision = new Option<string>("--precision") { Description = "fp32 or bf16", DefaultValueFactory = _ => "fp32" };
        precision.AcceptOnlyFromAmong("fp32", "bf16");
        var noTune = new Option<bool>("--no-tune") { Description = "do not look for the fastest threads and memory layout" };
        var activations = new Option<string>("--activations") { Description = "keep or recompute, as train has it", DefaultValueFactory = _ => Activations.Keep };
        activations.AcceptOnlyFromAmong(Activations.Keep, Activations.Recompute);
        var memory = new Option<bool>("--memory") { Description = "the most memory that each takes in a process of its own, here and in PyTorch" };
        var write = new Option<string?>("--write") { Description = "put the table into this Markdown page, between its marks", HelpName = "FILE" };
        var json = Shared.Json();
        var verb = new Command("bench", "Measure training steps. Example: modelzoo bench --cases lenet,lstm --against python") { cases, against, rounds, seconds, threads, precision, noTune, activations, memory, write, json };
        verb.SetAction(parsed =>
        {
            if (parsed.GetValue(rounds) < 1 || !(parsed.GetValue(seconds) > 0) || parsed.GetValue(threads) < 0)
                throw new RecipeException("--rounds and --seconds take numbers above zero, --threads a whole number of at least 0.");
            if (parsed.GetValue(threads) > 0)
                set_num_threads(parsed.GetValue(threads));
            var chosen = Chosen(parsed.GetValue(cases));
            bool half = parsed.GetValue(precision) == "bf16";
            if (parsed.GetValue(memory))
                return Memory(MemoryTable.Measure(chosen, parsed.GetValue(precision)!, parsed.GetValue(activations)!), parsed.GetValue(json), parsed.GetValue(write));
            using var peers = Peers.Start(Split(parsed.GetValue(against)), half);
            var measure = new Rounds(parsed.GetValue(rounds), parsed.GetValue(seconds), half, !parsed.GetValue(noTune), parsed.GetValue(activations)!, peers.All);
            string[] theirs = [.. peers.All.Select(peer => peer.Name)];
            var results = new List<Measured>();
            foreach (var one in chosen)
            {
                results.Add(measure.Measure(one));
                Console.Error.WriteLine($"{one.Name}: {results[^1].Median:F2} ms");
            }
            Print(results, theirs, parsed.GetValue(json));
            if (parsed.GetValue(write) is { } page)
                MarkdownTable.Put(page, parsed.GetValue(cases) == "work" ? "work" : parsed.GetValue(precision)!, MarkdownTable.Of(results, theirs),
                    $"{DateTime.Today:yyyy-MM-dd}, {Backend.Processor()}, {get_num_threads()} threads, libtorch {RuntimeFacts.Version}: medians of {parsed.GetValue(rounds)} turns of {parsed.GetValue(seconds)} s, alternating.");
            return ExitCode.Done;
        });
        return verb;
    }

    private static IReadOnlyList<StepCase> Chosen(string? names) => names switch
    {
        "work" => [.. WorkCase.All, OwnProcess.Start],
        _ => Split(names) is { Length: > 0 } some ? [.. some.Select(name => name == OwnProcess.Start.Name ? OwnProcess.Start : StepCase.Find(name))] : StepCase.All,
    };

    private static int Memory(List<MemoryTable.Row> rows, bool json, string? page)
    {
        if (json)
            Console.Out.WriteLine(MemoryTable.Json(rows).ToJsonString());
        else
            TextTable.Write(["case", "MB", "python MB", "ours/its"], [.. rows.Select(row => new[] { row.Case, $"{row.Ours}", $"{row.Theirs}", $"{row.Ratio:F2}" })], right: [1, 2, 3]);
        if (page is not null)
            MarkdownTable.Put(page, "memory", MemoryTable.Markdown(rows), $"{DateTime.Today:yyyy-MM-dd}, {Backend.Processor()}, libtorch {RuntimeFacts.Version}: resident memory at its highest, from a process's start to the end of some steps.");
        return ExitCode.Done;
    }

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static void Print(IReadOnlyList<Measured> results, string[] peers, bool json)
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
        foreach (var (name, rate) in results.Where(result => result.Rate is not null).Select(result => (result.Case, result.Rate!.Value)))
            Console.Out.WriteLine($"{name}: {rate.Step:F0} GFLOP/s, {rate.Step / rate.MatrixProduct:P0} of a 1024 matrix product's {rate.MatrixProduct:F0}");
    }

    private static JsonObject Json(Measured result, string[] peers)
    {
        var row = new JsonObject { ["case"] = result.Case, ["ms"] = Math.Round(result.Median, 4), ["threads"] = result.Threads, ["layout"] = result.Layout, ["spread"] = Math.Round(result.Spread, 3), ["peak_mb"] = OwnProcess.PeakNow };
        if (result.Rate is { } rate)
            (row["gflops"], row["matrix_product_gflops"]) = (Math.Round(rate.Step, 1), Math.Round(rate.MatrixProduct, 1));
        foreach (var peer in peers)
            row[peer] = new JsonObject { ["ms"] = Math.Round(StepClock.Median(result.Peers[peer]), 4), ["ratio"] = Math.Round(result.Ratio(peer), 3) };
        return row;
    }
}
