using System.Reflection;
using System.Runtime.InteropServices;

namespace LibTorch.Interop;

/// <summary>Finds libtorch (LIBTORCH, then the app's own folder, then the system), tunes the runtime, and loads the shim.</summary>
internal static class Loader
{
    private const string Shim = "libmodelzoo_torch.so", MatrixProduct = "libmodelzoo_gemm.so";
    private static readonly Lock Loading = new();
    private static nint _shim;

    internal static string Folder { get; private set; } = "";

    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(Loader).Assembly, (name, _, _) => name == "modelzoo_torch" ? Load() : 0);

    private static nint Load()
    {
        lock (Loading)
        {
            if (_shim != 0)
                return _shim;
            Tuning.BeforeLoading();
            Folder = Find();
            Tuning.MatrixProducts(Place(MatrixProduct));
            // Loaded by path first, so that the shim's own dependency on them is met by these and no others.
            foreach (var library in new[] { "libc10.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so" })
                if (Path.Combine(Folder, library) is var path && File.Exists(path))
                    Open(path);
            _shim = Open(ShimPath());
            Tuning.AfterLoading(_shim);
            return _shim;
        }
    }

    private static string Find()
    {
        var asked = Environment.GetEnvironmentVariable("LIBTORCH");
        if (!string.IsNullOrEmpty(asked))
            return Has(Path.Combine(asked, "lib")) ?? Has(asked)
                ?? throw new TorchException($"LIBTORCH is '{asked}', but there is no lib/libtorch_cpu.so below it: set it to the folder of a libtorch, or unset it to use the system's.");
        return Has(AppContext.BaseDirectory)
            ?? SystemFolders().Select(Has).FirstOrDefault(found => found is not null)
            ?? throw new TorchException("No libtorch was found: run scripts/setup to install it, or set LIBTORCH to the folder of one.");
    }

    private static string? Has(string folder) => File.Exists(Path.Combine(folder, "libtorch_cpu.so")) ? folder : null;

    private static IEnumerable<string> SystemFolders()
    {
        yield return $"/usr/lib/{Tuning.Triplet}";
        yield return "/usr/lib64";
        yield return "/usr/lib";
        yield return "/usr/local/lib";
    }

    private static string ShimPath() => Place(Shim)
        ?? throw new TorchException($"{Shim} is missing beside {typeof(Loader).Assembly.GetName().Name}.dll: build the project again, or install the package anew.");

    private static string? Place(string library)
    {
        var folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location) is { Length: > 0 } own ? own : AppContext.BaseDirectory;
        var places = new[] { folder, AppContext.BaseDirectory, Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native") };
        return places.Select(place => Path.Combine(place, library)).FirstOrDefault(File.Exists);
    }

    private static nint Open(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error)
        {
            throw new TorchException($"{path} does not load: {error.Message.Split('\n')[0].Trim()} If it was built against another libtorch, build again with the LIBTORCH that you run with.", error);
        }
    }
}
