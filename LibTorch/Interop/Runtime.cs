using LibTorch.Interop;

namespace LibTorch;

/// <summary>A setting that the runtime chose: the environment variable that overrides it, its value, and why.</summary>
public sealed record Choice(string Variable, string Value, string Why);

/// <summary>What was loaded and how it was tuned. Reading any of it loads libtorch.</summary>
public static class Runtime
{
    /// <summary>The version of the libtorch in use, such as 1.13.0.</summary>
    public static string Version => TorchSharp.torch.__version__;

    /// <summary>The folder that libtorch was loaded from.</summary>
    public static string Folder
    {
        get
        {
            _ = Version;
            return Loader.Folder;
        }
    }

    public static IReadOnlyList<Choice> Choices
    {
        get
        {
            _ = Version;
            return Tuning.Choices;
        }
    }

    /// <summary>Physical cores that this process may use.</summary>
    public static int Cores => Tuning.Cores();
}
