using TorchSharp;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>A setting made before libtorch loaded: the environment variable that overrides it, value, reason.</summary>
public sealed record Choice(string Variable, string Value, string Reason);

/// <summary>What was loaded, with which settings, for `doctor` and bug reports. Reading paths loads libtorch.</summary>
public static class RuntimeFacts
{
    /// <summary>libtorch's version, such as 2.10.0.</summary>
    public static string Version { get; } = System.Version.Parse(torch.__version__).ToString(fieldCount: 3);

    /// <summary>The version of TorchSharp's package, such as 0.107.0.</summary>
    public static string TorchSharpVersion { get; } = typeof(torch).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>The folder that libtorch was loaded from.</summary>
    public static string? Folder => Path.GetDirectoryName(NativeLibraries.Find(NativeLibraries.CpuFile));

    /// <summary>Which copy of TorchSharp's library is in use, and why.</summary>
    public static Choice TorchSharpLibrary => NativeLibraries.LibTorchCpu != 0 && NativeLibraries.Copy is { } copy
        ? new("TorchSharp's library", copy.Path, copy.Reason)
        : new("TorchSharp's library", "the package's own", "it fits this system");

    /// <summary>Settings that were chosen, in the order in which they were made.</summary>
    public static IReadOnlyList<Choice> Choices => NativeLibraries.LibTorchCpu != 0 && CacheSizes.Outcome is { } outcome
        ? [.. NativeSettings.Choices, outcome]
        : NativeSettings.Choices;
}
