
using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Training;

namespace ModelZoo.Cli.Commands;

/// <summary>What doctor tells about TorchSharp, libtorch and the processor.</summary>
internal static class Backend
{
    internal static IEnumerable<(string Name, string Value, string Why)> Look()
    {
        yield return ("TorchSharp", RuntimeFacts.TorchSharpVersion, "from its package");
        yield return ("libtorch", $"{RuntimeFacts.Version} in {RuntimeFacts.Folder}", "from its package");
        var library = RuntimeFacts.TorchSharpLibrary;
        yield return (library.Variable, library.Value, library.Reason);
        yield return ("processor", Processor(), $"{RuntimeFacts.PhysicalCores} physical cores");
        foreach (var choice in RuntimeFacts.Choices.Append(MemoryLimit.Choice))
            yield return (choice.Variable, choice.Value, choice.Reason);
    }

    /// <summary>The processor's name, where the system tells it.</summary>
    internal static string Processor()
    {
        const string told = "/proc/cpuinfo";
        var line = File.Exists(told) ? File.ReadLines(told).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
