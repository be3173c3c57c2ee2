using System.CommandLine;
using System.Runtime.InteropServices;
using ModelZoo.Cli.Display;
using ModelZoo.Datasets;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Runs.Calibration;
using ModelZoo.Training;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>doctor: what the program found and chose on this machine, and what could be better.</summary>
internal static class DoctorCommand
{
    private sealed record Finding(string Name, string Value, string Why = "", string Advice = "");

    private const int NameWidth = 24;
    private const string NotHere = "not here";

    internal static Command Verb()
    {
        var (json, root) = (Options.Json(), Options.DataRoot());
        var verb = new Command("doctor", Options.About("Show what was found and chosen on this machine", "doctor"))
        {
            json, root,
        };
        verb.SetAction(parsed =>
        {
            var findings = Look(parsed.GetValue(root)).ToArray();
            if (parsed.GetValue(json))
                Output.Json(findings.Select(it => Output.Object(
                    ("name", it.Name), ("value", it.Value), ("why", it.Why), ("advice", it.Advice))));
            else
                Show(findings);
        });
        return verb;
    }

    /// <summary>The processor's name, where the system tells it.</summary>
    internal static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var lines = File.Exists(file) ? File.ReadLines(file) : [];
        var name = lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return name?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static IEnumerable<Finding> Look(string? root)
    {
        yield return new(".NET", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.ProcessArchitecture}");
        yield return new("TorchSharp", RuntimeFacts.TorchSharpVersion, "from its package");
        yield return new("libtorch", $"{RuntimeFacts.Version} in {RuntimeFacts.Folder}", "from its package");
        yield return Chosen(RuntimeFacts.TorchSharpLibrary);
        yield return new("processor", Processor(), $"{Platform.PhysicalCores()} physical cores");
        foreach (var choice in RuntimeFacts.Choices.Append(MemoryLimit.Choice))
            yield return Chosen(choice);
        yield return new("threads", $"{get_num_threads()}", "of one operator");
        yield return Gpu();
        var kept = CalibrationCache.All;
        yield return new("calibration", $"{kept.Count} kept",
            $"in {CalibrationCache.File}: the fastest settings found for each model; delete it to try again");
        foreach (var (subject, tuned) in kept)
            yield return new($"tuned: {subject}", $"{tuned}");
        foreach (var entry in DatasetCatalog.Entries.Where(entry => entry.Bytes > 0))
            yield return entry.Location(root) is { } place
                ? new("data: " + entry.Name, place)
                : new("data: " + entry.Name, NotHere, "downloaded when it is first used");
        var disk = new DriveInfo(Path.GetFullPath("."));
        bool full = disk.AvailableFreeSpace < 1e9;
        yield return new("disk", $"{disk.AvailableFreeSpace / 1e9:F1} GB free here",
            Advice: full ? "each run keeps two checkpoints: make room, or choose another place with --output" : "");
    }

    private static Finding Chosen(Choice choice) => new(choice.Variable, choice.Value, choice.Reason);

    private static Finding Gpu()
    {
        if (cuda.is_available())
            return new("GPU", $"{cuda.device_count()}", cuda.is_cudnn_available() ? "with cuDNN" : "without cuDNN");
        if (!File.Exists("/proc/driver/nvidia/version"))
            return new("GPU", "none", "no NVIDIA driver is loaded");
        return new("GPU", "none", "there is an NVIDIA driver, but this libtorch has no CUDA",
            "build with -p:TorchCuda=true");
    }

    private static void Show(Finding[] findings)
    {
        var missing = findings.Where(finding => finding.Value == NotHere).ToArray();
        foreach (var finding in findings.Except(missing))
        {
            // A long name gets its own line.
            if (finding.Name.Length >= NameWidth)
                Console.Out.WriteLine(TerminalText.Wrap(finding.Name, indent: 2));
            Line(finding.Name.Length >= NameWidth ? "" : finding.Name,
                finding.Value + (finding.Why.Length > 0 ? $"  ({finding.Why})" : ""));
            if (finding.Advice.Length > 0)
                Line("", $"-> {finding.Advice}");
        }
        if (missing.Length > 0)
            Line("data not here", $"{string.Join(", ", missing.Select(finding => finding.Name["data: ".Length..]))}  "
                + $"({missing[0].Why})");
    }

    private static void Line(string name, string text) =>
        Console.Out.WriteLine(TerminalText.Wrap($"{name.PadRight(NameWidth)}{text}", NameWidth));
}
