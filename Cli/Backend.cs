namespace ModelZoo.Cli;

/// <summary>What only the LibTorch backend can tell about itself.</summary>
internal static class Backend
{
    internal static IEnumerable<(string Name, string Value, string Why)> Look()
    {
        yield return ("backend", "TorchSharp", "TorchBackend at build time");
        yield return ("libtorch", TorchSharp.torch.__version__, "from TorchSharp's packages");
    }

    /// <summary>The processor's name, where the system tells it.</summary>
    internal static string Processor()
    {
        const string told = "/proc/cpuinfo";
        var line = File.Exists(told) ? File.ReadLines(told).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
