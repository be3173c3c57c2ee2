using System.CommandLine;
using System.Diagnostics;
using ModelZoo.Training.Names;

namespace ModelZoo.Benchmarks;

/// <summary>mistakes: seconds until each wrong command line of the tests' table is reported, with the start.</summary>
internal static class MistakeTimes
{
    private const string Table = "tests/Cli/mistakes.tsv";
    private const int Slowest = 12;

    internal static Command Verb()
    {
        var rounds = new Option<int>("--rounds") { Description = "turns of each", DefaultValueFactory = _ => 3 };
        var verb = new Command("mistakes", "Seconds until a wrong command line is reported") { rounds };
        verb.SetAction(parsed => Run(parsed.GetValue(rounds)));
        return verb;
    }

    private static void Run(int rounds)
    {
        if (!File.Exists(Table))
            throw new RecipeException($"There is no {Table} here: start this in the repository's root.");
        string[] mistakes = [.. File.ReadAllLines(Table).Select(row => row.Split('\t')[0])];
        var folder = Directory.CreateTempSubdirectory("modelzoo-").FullName;
        Seconds(mistakes[0], folder);   // loads the program's files into memory
        var times = mistakes
            .Select(mistake => (Mistake: mistake, Seconds: Clock.Median(
                Enumerable.Range(0, rounds).Select(_ => Seconds(mistake, folder)).ToArray())))
            .OrderByDescending(row => row.Seconds).ToArray();
        Directory.Delete(folder, recursive: true);
        foreach (var (mistake, seconds) in times.Take(Slowest))
            Console.WriteLine($"{seconds:F2} s  {mistake}");
        Console.WriteLine($"{times.Length} mistakes, {rounds} times each: "
            + $"median {times[times.Length / 2].Seconds:F2} s, longest {times[0].Seconds:F2} s");
    }

    private static double Seconds(string mistake, string folder)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet", [Places.Program, .. mistake.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        var message = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 2
            ? watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{mistake}: exit code {process.ExitCode}, {message}");
    }
}
