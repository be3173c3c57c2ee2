using System.CommandLine;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Commands;
using ModelZoo.Cli.Display;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>How the cases are measured.</summary>
internal sealed record StepOptions(int Rounds, double Seconds, bool BFloat16, bool Tune, string Activations);

/// <summary>steps: milliseconds of training steps and other work, ours and PyTorch's, by turns.</summary>
internal static class StepsBenchmark
{
    private static readonly Option<string?> Cases = Options.Of<string?>("--cases", "A,B",
        "cases, with commas between; all training steps by default; "
        + "`work` for tests, inference, checkpoints, an epoch and a start");
    private static readonly Option<string?> Against = Options.Of<string?>("--against", "A,B",
        $"peers to measure by turns: {string.Join(", ", StepPeers.Names)}, with commas between");
    private static readonly Option<string?> Interpreter =
        Options.Of<string?>("--python", "FILE", "the python3 of the PyTorch to measure; Debian's by default");
    private static readonly Option<int> Rounds = Options.Of("--rounds", "N", "turns of each", 3);
    private static readonly Option<double> Seconds = Options.Of("--seconds", "S", "time of a turn", 1.0);
    private static readonly Option<int> Threads =
        Options.Of<int>("--threads", "N", "threads of one operator (0: the physical cores)");
    private static readonly Option<string> Number = Choice("--precision", "number format", "fp32", "bf16");
    private static readonly Option<string> Kept =
        Choice("--activations", "as in train", Activations.Keep, Activations.Recompute);
    private static readonly Option<bool> NoTune =
        Options.Switch("--no-tune", "do not look for the fastest threads and memory format");
    private static readonly Option<bool> Memory =
        Options.Switch("--memory", "measure peak memory in fresh processes instead, beside PyTorch's");
    private static readonly Option<string?> Page =
        Options.Of<string?>("--write", "FILE", "put the table into this Markdown page, between its marks");
    private static readonly Option<bool> Json = Options.Json();

    internal static Command Verb()
    {
        var verb = new Command("steps", "Time training steps, also beside PyTorch. Example: steps --cases lenet,lstm")
        {
            Cases, Against, Interpreter, Rounds, Seconds, Threads, Number, Kept, NoTune, Memory, Page, Json,
        };
        // Ctrl-C must not reach oneDNN's kernels.
        verb.SetAction(parsed => UndisturbedThread.Run(() => Run(parsed)));
        return verb;
    }

    private static int Run(ParseResult parsed)
    {
        int threads = parsed.GetValue(Threads);
        var options = new StepOptions(
            parsed.GetValue(Rounds), parsed.GetValue(Seconds), parsed.GetValue(Number) == "bf16",
            !parsed.GetValue(NoTune), parsed.GetValue(Kept)!);
        if (options.Rounds < 1 || !(options.Seconds > 0) || threads < 0)
            throw new RecipeException(
                "--rounds and --seconds take numbers above zero, --threads a whole number of at least 0.");
        if (threads > 0)
            set_num_threads(threads);
        if (parsed.GetValue(Interpreter) is { } python)
            Peer.Python = File.Exists(python) ? Path.GetFullPath(python)
                : throw new RecipeException($"There is no {python}: --python takes the path of a python3 with torch.");
        var cases = Chosen(parsed.GetValue(Cases));
        if (parsed.GetValue(Memory))
            ShowMemory(Each(cases, what => StepMemory.Measure(what, options), row => $"{row.Ours} MB"), parsed);
        else
        {
            using var peers = new StepPeers(Split(parsed.GetValue(Against)), options.BFloat16);
            var times = Each(cases, what => StepTimes.Measure(what, options, peers.All), row => $"{row.Median:F2} ms");
            ShowTimes(times, [.. peers.All.Select(peer => peer.Name)], options, parsed);
        }
        return 0;
    }

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static IReadOnlyList<StepCase> Chosen(string? names) => names switch
    {
        null => StepCase.Training,
        "work" => WorkCases.All,
        _ => [.. Split(names).Select(StepCase.Find)],
    };

    private static string[] Split(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // Progress goes to stderr: a long measurement that says nothing looks as if it hangs.
    private static List<T> Each<T>(IEnumerable<StepCase> cases, Func<StepCase, T> measure, Func<T, string> tell)
    {
        var rows = new List<T>();
        foreach (var what in cases)
        {
            rows.Add(measure(what));
            Console.Error.WriteLine($"{what.Name}: {tell(rows[^1])}");
        }
        return rows;
    }

    private static void ShowMemory(List<StepMemory> rows, ParseResult parsed)
    {
        string[] columns = ["case", "MB", "python MB", "ours/its"];
        string[][] cells =
            [.. rows.Select(string[] (row) => [row.Case, $"{row.Ours}", $"{row.Theirs}", $"{row.Ratio:F2}"])];
        if (parsed.GetValue(Json))
            Print(rows.Select(row => row.Json()));
        else
            TextTable.Write(columns, cells, right: [1, 2, 3]);
        if (parsed.GetValue(Page) is { } page)
            MarkdownTable.Write(page, "memory", columns, cells,
                $"{Place()}: peak resident memory of a process that starts and makes some steps.");
    }

    private static void ShowTimes(List<StepTimes> rows, string[] peers, StepOptions options, ParseResult parsed)
    {
        string[] columns =
        [
            "case", "ms", "spread", "threads", "layout",
            .. peers.SelectMany(peer => new[] { $"{peer} ms", "ours/its" }),
        ];
        string[][] cells = [.. rows.Select(string[] (row) =>
        [
            row.Case, $"{row.Median:F2}", $"{row.Spread:P0}", $"{row.Tuned.Threads}", row.Tuned.Layout,
            .. peers.SelectMany(peer => new[] { $"{row.PeerMedian(peer):F2}", $"{row.Ratio(peer):F2}" }),
        ])];
        if (parsed.GetValue(Json))
            Print(rows.Select(row => row.Json()));
        else
        {
            TextTable.Write(columns, cells, right: [1, 2, 3, .. Enumerable.Range(5, 2 * peers.Length)],
                dispensable: [4, 3, 2, .. Enumerable.Range(0, peers.Length).Select(peer => 5 + 2 * peer)]);
            foreach (var row in rows)
                if (row.Gflops is var (step, product))
                    Console.Out.WriteLine($"{row.Case}: {step:F0} GFLOP/s, {step / product:P0} of "
                        + $"a 1024 x 1024 matrix product's {product:F0}");
        }
        var table = parsed.GetValue(Cases) == "work" ? "work" : parsed.GetValue(Number)!;
        if (parsed.GetValue(Page) is { } page)
            MarkdownTable.Write(page, table, columns, cells, $"{Place()}, {get_num_threads()} threads: medians of "
                + $"{options.Rounds} turns of {options.Seconds} s.");
    }

    private static string Place() =>
        $"{DateTime.Today:yyyy-MM-dd}, {DoctorCommand.Processor()}, libtorch {RuntimeFacts.Version}";

    private static void Print(IEnumerable<JsonObject> rows) =>
        Console.Out.WriteLine(new JsonArray([.. rows]).ToJsonString());
}
