using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelZoo.Cli.Display;
using ModelZoo.Reports;
using ModelZoo.Runs.Recipes;
using ModelZoo.Runs.Selection;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>
/// Trains a trial of tune in its own process: parallel trials do not share random numbers and threads, and a crash ends
/// only one of them.
/// </summary>
internal static class TrialProcess
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>trial: the verb that tune starts. Help does not show it, because people have no use for it.</summary>
    internal static Command Verb()
    {
        var folder = new Argument<string>("folder");
        var epochs = new Option<int>("--epochs") { Required = true };
        var root = Options.DataRoot();
        var verb = new Command("trial", "Train one trial; tune starts this itself") { folder, epochs, root };
        verb.Hidden = true;
        verb.SetAction(parsed => Train(parsed.GetValue(folder)!, parsed.GetValue(epochs), parsed.GetValue(root)));
        return verb;
    }

    /// <summary>Starts a process for each trial.</summary>
    internal static TrialRunner Runner(string? dataRoot, int threads) => (folder, settings, epochs, stop) =>
    {
        if (settings.Recipe.Threads == 0)
            settings.Set(r => r.Threads, threads, "tune");
        Directory.CreateDirectory(folder);
        File.WriteAllText(RecipeFile(folder), settings.Json().ToJsonString(Json));
        File.Delete(ResultFile(folder));
        string[] root = dataRoot is null ? [] : ["--data-root", dataRoot];
        string[] arguments = ["trial", folder, "--epochs", $"{epochs}", .. root];
        var (code, message) = Start(arguments, stop);
        return code switch
        {
            ExitCode.Done => JsonSerializer.Deserialize<Rung>(File.ReadAllText(ResultFile(folder)), Json)!,
            ExitCode.Interrupted => null,
            ExitCode.Usage => throw new RecipeException(message),
            _ when message.Length > 0 => TrialRunners.Failed(epochs, message.Split('\n')[^1]),
            _ => TrialRunners.Failed(epochs, $"its process ended with code {code}"),
        };
    };

    private static string RecipeFile(string folder) => Path.Combine(folder, "recipe.json");

    private static string ResultFile(string folder) => Path.Combine(folder, "result.json");

    private static (int Code, string Message) Start(string[] arguments, CancellationToken stop)
    {
        // The tool is a program of its own, or a library that dotnet runs.
        var program = Environment.ProcessPath ?? "dotnet";
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            arguments = [Assembly.GetExecutingAssembly().Location, .. arguments];
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new IOException($"{program} could not be started.");
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using (stop.Register(process.StandardInput.Close))
            process.WaitForExit();
        return (process.ExitCode, error.Result.Trim().Replace("modelzoo: ", ""));
    }

    private static int Train(string folder, int epochs, string? dataRoot)
    {
        using var stop = new CancellationTokenSource();
        // Ctrl-C and a closing terminal reach all processes at once, but tune decides when its trials stop: it closes
        // their input. That also happens when tune itself is killed.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        _ = Task.Run(() =>
        {
            while (Console.In.Read() >= 0) { }
            stop.Cancel();
        });
        var settings = new Settings("").Read(RecipeFile(folder));
        var train = TrialRunners.Here(dataRoot, Output.Warn, new RunReporter());
        if (train(folder, settings, epochs, stop.Token) is not { } result)
            return ExitCode.Interrupted;
        File.WriteAllText(ResultFile(folder), JsonSerializer.Serialize(result, Json));
        return ExitCode.Done;
    }
}
