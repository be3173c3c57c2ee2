using System.Diagnostics;
using System.Text.Json.Nodes;
using ModelZoo.Training.Names;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>Runs one case in a fresh process of this program, for its start time and its peak memory.</summary>
internal static class OwnProcess
{
    /// <summary>The row that the other process prints.</summary>
    internal static JsonNode Measure(string name, double seconds, params string[] more)
    {
        string[] arguments = ["steps", "--cases", name, "--rounds", "1", "--seconds", $"{seconds}", "--json", .. more];
        var start = new ProcessStartInfo("dotnet", [typeof(OwnProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonNode.Parse(text)![0]!
            : throw new RecipeException($"The case {name} failed in a process of its own: {errors.Result.Trim()}");
    }
}
