
using System.Diagnostics;

namespace ModelZoo.Benchmarks;

/// <summary>How long each wrong usage of the tests' table takes to be told, from the start of the process: mistakes [--rounds N]</summary>
internal static class MistakeTimes
{
    private const string Table = "tests/Cli/mistakes.tsv";

    internal static int Run(string[] args)
    {
        int rounds = args is ["--rounds", var given, ..] ? int.Parse(given) : 3;
        if (!File.Exists(Table))
        {
            Console.Error.WriteLine($"There is no {Table} here: start it from the repository's root.");
            return 2;
        }
        string[] mistakes = [.. File.ReadAllLines(Table).Select(row => row.Split('\t')[0])];
        var folder = Directory.CreateTempSubdirectory("modelzoo-").FullName;
        Tell(mistakes[0], folder);   // the files of the program are in memory then
        var times = mistakes.Select(mistake => (Mistake: mistake, Seconds: Enumerable.Range(0, rounds).Select(_ => Tell(mistake, folder)).Order().ElementAt(rounds / 2)))
            .OrderByDescending(row => row.Seconds).ToArray();
        Directory.Delete(folder, recursive: true);
        foreach (var (mistake, seconds) in times.Take(12))
            Console.WriteLine($"{seconds:F2} s  {mistake}");
        Console.WriteLine($"{times.Length} mistakes, {rounds} times each: median {times[times.Length / 2].Seconds:F2} s, longest {times[0].Seconds:F2} s");
        return 0;
    }

    private static double Tell(string mistake, string folder)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll"), .. mistake.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 2 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException($"{mistake}: exit code {process.ExitCode}, {said}");
    }
}
