using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>The same cases in another program. Of several settings, the fastest one is used for each case.</summary>
internal sealed class StepPeer(string name, IReadOnlyList<Peer> settings) : IDisposable
{
    private readonly Dictionary<string, Peer> _fastest = [];

    internal string Name => name;

    internal double Milliseconds(string stepCase, double seconds) =>
        Ask(Fastest(stepCase, seconds), stepCase, seconds).Milliseconds;

    /// <summary>Peak resident megabytes of the process after some steps.</summary>
    internal long PeakMegabytes(string stepCase, double seconds) => Ask(settings[0], stepCase, seconds).Megabytes;

    private Peer Fastest(string stepCase, double seconds)
    {
        if (settings.Count > 1 && !_fastest.ContainsKey(stepCase))
            _fastest[stepCase] = settings.MinBy(setting => Ask(setting, stepCase, seconds / 2).Milliseconds)!;
        return _fastest.GetValueOrDefault(stepCase, settings[0]);
    }

    private static (double Milliseconds, long Megabytes) Ask(Peer peer, string stepCase, double seconds) =>
        peer.Ask($"{stepCase} {seconds}") is [var milliseconds, _, var megabytes]
            ? (milliseconds, (long)megabytes)
            : throw new InvalidOperationException("A peer answers with three numbers.");

    public void Dispose()
    {
        foreach (var setting in settings)
            setting.Dispose();
    }
}

/// <summary>
/// The peers by name: PyTorch as installed, PyTorch with all settings known to make it faster, and TorchSharp alone.
/// </summary>
internal sealed class StepPeers : IDisposable
{
    internal static readonly string[] Names = ["python", "python-best", "torchsharp"];

    // As ModelZoo chooses for itself: the OpenMP build of OpenBLAS, its kernels for this CPU, and memory that is kept.
    private static readonly Dictionary<string, string> FastSettings = new()
    {
        ["LD_LIBRARY_PATH"] = "/usr/lib/x86_64-linux-gnu/openblas-openmp",
        ["OPENBLAS_CORETYPE"] = "SkylakeX",
        ["ATEN_CPU_CAPABILITY"] = "avx512",
        ["MALLOC_MMAP_THRESHOLD_"] = "1073741824",
        ["MALLOC_TRIM_THRESHOLD_"] = "2147483647",
        ["MALLOC_TOP_PAD_"] = "67108864",
        ["GOMP_SPINCOUNT"] = "10000",
    };

    internal StepPeers(string[] names, bool bfloat16)
    {
        if (names.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new RecipeException(
                $"There is no peer '{unknown}': --against takes {string.Join(", ", Names)}, with commas between.");
        if (bfloat16 && names.Contains("torchsharp"))
            throw new RecipeException("TorchSharp has no autocast on the CPU: give --against without torchsharp.");
        All = [.. names.Select(name => new StepPeer(name, [.. Settings(name, bfloat16 ? ["--bf16"] : [])]))];
    }

    private static IEnumerable<Peer> Settings(string name, string[] precision) => name switch
    {
        "torchsharp" => [Peer.PlainTorchSharp()],
        "python" => [Peer.InPython("steps.py", precision)],
        _ => Layouts().Select(layout => Peer.InPython("steps.py", [.. precision, .. layout], FastSettings)),
    };

    internal IReadOnlyList<StepPeer> All { get; }

    private static IEnumerable<string[]> Layouts() =>
        from threads in new[] { 1, get_num_threads() }.Distinct()
        from format in new string[][] { [], ["--channels-last"] }
        select (string[])["--threads", $"{threads}", .. format];

    public void Dispose()
    {
        foreach (var peer in All)
            peer.Dispose();
    }
}
