using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Datasets;
using ModelZoo.Runs.Calibration;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Commands;

/// <summary>doctor: what the program found and chose on this machine, and what could be better.</summary>
internal static class DoctorCommand
{
    private sealed record Finding(string Name, string Value, string Why = "", string Advice = "");

    private const int Names = 23;

    internal static Command Verb()
    {
        var json = Shared.Json();
        var root = Shared.DataRoot();
        var verb = new Command("doctor", "Show what was found and chosen on this machine. Example: modelzoo doctor") { json, root };
        verb.SetAction(parsed =>
        {
            var findings = Look(parsed.GetValue(root)).ToArray();
            if (parsed.GetValue(json))
                Console.Out.WriteLine(new JsonArray([.. findings.Select(f => new JsonObject { ["name"] = f.Name, ["value"] = f.Value, ["why"] = f.Why, ["advice"] = f.Advice })]).ToJsonString());
            else
                foreach (var finding in findings)
                {
                    // A long name has a line of its own.
                    if (finding.Name.Length >= Names)
                        Console.Out.WriteLine(TerminalText.Wrap(finding.Name, indent: 2));
                    Show(finding.Name.Length >= Names ? "" : finding.Name, $"{finding.Value}{(finding.Why.Length > 0 ? $"  ({finding.Why})" : "")}");
                    if (finding.Advice.Length > 0)
                        Show("", $"-> {finding.Advice}");
                }
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(string name, string text) => Console.Out.WriteLine(TerminalText.Wrap($"{name.PadRight(Names)}{text}", Names));

    private static IEnumerable<Finding> Look(string? root)
    {
        yield return new(".NET", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        foreach (var finding in Backend.Look())
            yield return new(finding.Name, finding.Value, finding.Why);
        yield return new("threads", $"{get_num_threads()}", "of one operator");
        yield return cuda.is_available()
            ? new("GPU", $"{cuda.device_count()}", cuda.is_cudnn_available() ? "with cuDNN" : "without cuDNN")
            : new("GPU", "none", File.Exists("/proc/driver/nvidia/version") ? "there is an NVIDIA driver, but this libtorch has no CUDA" : "no NVIDIA driver is loaded",
                File.Exists("/proc/driver/nvidia/version") ? "build with -p:TorchCuda=true" : "");
        var kept = CalibrationCache.All;
        yield return new("calibration", $"{kept.Count} kept", $"in {CalibrationCache.File}: what was found fastest for a model; delete it to try again");
        foreach (var (subject, tuned) in kept)
            yield return new($"tuned: {subject}", $"{tuned}");
        foreach (var entry in DatasetCatalog.Entries.Where(entry => entry.Bytes > 0))
            yield return entry.Location(root) is { } place
                ? new("data: " + entry.Name, place)
                : new("data: " + entry.Name, "not here", "it is downloaded when it is first used");
        var disk = new DriveInfo(Path.GetFullPath("."));
        yield return new("disk", $"{disk.AvailableFreeSpace / 1e9:F1} GB free here", "",
            disk.AvailableFreeSpace < 1e9 ? "runs keep two checkpoints each: make room, or choose another place with --output" : "");
    }
}
