namespace ModelZoo.Cli;

/// <summary>What only the LibTorch backend can tell about itself.</summary>
internal static class Backend
{
#if LIBTORCH
    internal static IEnumerable<(string Name, string Value, string Why)> Look()
    {
        yield return ("backend", "LibTorch", "TorchBackend at build time");
        yield return ("libtorch", $"{LibTorch.Runtime.Version} in {LibTorch.Runtime.Folder}", Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } ? "LIBTORCH" : "the system's; LIBTORCH chooses another");
        yield return ("physical cores", $"{LibTorch.Runtime.Cores}", "");
        foreach (var choice in LibTorch.Runtime.Choices)
            yield return (choice.Variable, choice.Value, choice.Why);
    }
#else
    internal static IEnumerable<(string Name, string Value, string Why)> Look()
    {
        yield return ("backend", "TorchSharp", "TorchBackend at build time");
        yield return ("libtorch", TorchSharp.torch.__version__, "from TorchSharp's packages");
    }
#endif

    /// <summary>The processor's name, where the system tells it.</summary>
    internal static string Processor()
    {
        const string told = "/proc/cpuinfo";
        var line = File.Exists(told) ? File.ReadLines(told).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
