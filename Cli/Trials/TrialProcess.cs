using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelZoo.Runs.Selection;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Trials;

/// <summary>Trains a trial in a process of its own: several at a time do not share random numbers and threads, and one that crashes takes nothing with it.</summary>
internal static class TrialProcess
{
    private const string ResultFile = "result.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    internal static string RecipeFile(string folder) => Path.Combine(folder, "recipe.json");

    internal static TrialRunner Runner(string? dataRoot, int threads) => (folder, settings, epochs, stop) =>
    {
        if (settings.Recipe.Threads == 0)
            settings.Set("threads", $"{threads}", "tune");
        Directory.CreateDirectory(folder);
        File.WriteAllText(RecipeFile(folder), settings.Json().ToJsonString(Json));
        File.Delete(Path.Combine(folder, ResultFile));
        return Run(folder, epochs, dataRoot, stop);
    };

    internal static void Write(string folder, Rung rung) => File.WriteAllText(Path.Combine(folder, ResultFile), JsonSerializer.Serialize(rung, Json));

    private static Rung? Run(string folder, int epochs, string? dataRoot, CancellationToken stop)
    {
        string[] program = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet" ? [path] : [Environment.ProcessPath ?? "dotnet", Assembly.GetExecutingAssembly().Location];
        var start = new ProcessStartInfo(program[0], [.. program[1..], "trial", folder, "--epochs", $"{epochs}", .. dataRoot is null ? Array.Empty<string>() : ["--data-root", dataRoot]])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new IOException($"{program[0]} could not be started.");
        var (_, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        using (stop.Register(process.StandardInput.Close))
            process.WaitForExit();
        var said = error.Result.Trim();
        return process.ExitCode switch
        {
            ExitCode.Done => JsonSerializer.Deserialize<Rung>(File.ReadAllText(Path.Combine(folder, ResultFile)), Json)!,
            ExitCode.Interrupted => null,
            ExitCode.Usage => throw new RecipeException(said.Replace("modelzoo: ", "")),
            var code => TrialRunners.Failed(epochs, said.Length > 0 ? said.Split('\n')[^1].Replace("modelzoo: ", "") : $"its process ended with code {code}"),
        };
    }
}
