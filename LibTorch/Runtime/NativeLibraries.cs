using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Prepares for libtorch to load: makes the settings that it reads once, and helps where TorchSharp's library does not
/// fit the system.
/// </summary>
public static class NativeLibraries
{
    internal const string TorchSharpLibrary = "LibTorchSharp";

    /// <summary>The library that holds the operators.</summary>
    internal static string CpuFile => OperatingSystem.IsWindows() ? "torch_cpu.dll"
        : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    private static readonly Lock Loading = new();
    private static bool _prepared, _loaded;
    private static nint _torchSharp;

    /// <summary>The patched copy of TorchSharp's library that is in use; null if it is the package's own.</summary>
    internal static (string Path, string Reason)? Copy { get; private set; }

    /// <summary>Runs by itself when this assembly is first used. Call it if TorchSharp might be used earlier.</summary>
#pragma warning disable CA2255 // A library's initializer is meant here: its users write no line for this.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Prepare()
    {
        if (Interlocked.Exchange(ref _prepared, true))
            return;
        NativeSettings.Apply();
        NativeLibrary.SetDllImportResolver(typeof(TorchSharp.torch).Assembly, AfterLoading);
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly,
            (name, _, _) => name is "torch_cpu" or TorchSharpLibrary ? Loaded(name) : 0);
        // Asked only after the plain load has failed.
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
            name == TorchSharpLibrary && OperatingSystem.IsLinux() ? LoadPatchedCopy() : 0;
    }

    // .NET asks at the first call of each function of TorchSharp's library. libtorch has loaded just before the first.
    private static unsafe nint AfterLoading(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name == TorchSharpLibrary && !Interlocked.Exchange(ref _loaded, true))
        {
            if (NativeLibrary.TryGetExport(C10, MangledNames.InitializeLogging, out var initialize))
                ((delegate* unmanaged<void>)initialize)();
            CacheSizes.Repair();
        }
        return 0;   // .NET looks for the library as usual
    }

    /// <summary>Why libtorch cannot be loaded, in one sentence; null if no problem is known.</summary>
    public static string? Problem { get; private set; }

    private static nint LoadPatchedCopy()
    {
        lock (Loading)
        {
            if (_torchSharp != 0)
                return _torchSharp;
            var original = Find($"lib{TorchSharpLibrary}.so");
            if (original is null)
                return 0;   // TorchSharp's own message names the missing package
            if (OlderLinux.Patch(File.ReadAllBytes(original)) is not { } patched)
            {
                Problem = OlderLinux.Refusal(original);
                return 0;
            }
            // The copy does not lie beside libtorch, so the loader would not find what it needs.
            foreach (var library in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
                if (Find(library) is { } path)
                    NativeLibrary.Load(path);
            var copy = OlderLinux.Store(patched);
            _torchSharp = NativeLibrary.Load(copy);
            Copy = (copy, $"this system's libstdc++ is older than {OlderLinux.MissingVersion}: this copy does without");
            return _torchSharp;
        }
    }

    /// <summary>The handle of libtorch_cpu, which holds the operators and the C interface. Loads libtorch.</summary>
    internal static nint LibTorchCpu => Loaded("torch_cpu");

    /// <summary>The handle of c10, libtorch's base library.</summary>
    internal static nint C10 => Loaded("c10");

    private static nint Loaded(string name)
    {
        TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
        // By the name that TorchSharp itself uses, so that .NET finds the same file.
        return NativeLibrary.Load(name, typeof(TorchSharp.torch).Assembly, null);
    }

    /// <summary>A native library's full path, looked for where .NET looks.</summary>
    internal static string? Find(string file)
    {
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var own = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var folders = known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory).Append(own);
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
