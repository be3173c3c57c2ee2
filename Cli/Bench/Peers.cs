using System.Reflection;
using ModelZoo.Training;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Bench;

/// <summary>The peers by name: PyTorch as its user finds it, and with all that is known to make it faster.</summary>
internal sealed class Peers : IDisposable
{
    internal static readonly string[] Names = ["python", "python-best"];

    // The OpenMP build of OpenBLAS first, its kernels for this CPU, and memory that is kept: what this program chooses for itself.
    private static readonly Dictionary<string, string?> Everything = new()
    {
        ["LD_LIBRARY_PATH"] = "/usr/lib/x86_64-linux-gnu/openblas-openmp",
        ["OPENBLAS_CORETYPE"] = "SkylakeX",
        ["ATEN_CPU_CAPABILITY"] = "avx512",
        ["MALLOC_MMAP_THRESHOLD_"] = "1073741824",
        ["MALLOC_TRIM_THRESHOLD_"] = "2147483647",
        ["MALLOC_TOP_PAD_"] = "67108864",
    };

    private readonly string _script = Path.Combine(Path.GetTempPath(), $"modelzoo-peer-{Environment.ProcessId}.py");

    private Peers() { }

    internal List<IPeer> All { get; } = [];

    internal static Peers Start(string[] names, bool bfloat16)
    {
        var peers = new Peers();
        if (names.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new RecipeException($"There is no peer '{unknown}': --against takes {string.Join(" and ", Names)}.");
        if (names.Length == 0)
            return peers;
        using (var script = Assembly.GetExecutingAssembly().GetManifestResourceStream("steps.py")!)
        using (var file = File.Create(peers._script))
            script.CopyTo(file);
        string[] half = bfloat16 ? ["--bf16"] : [];
        foreach (var name in names)
            peers.All.Add(name == "python" ? peers.Python(name, half, []) : new BestPeer(name,
                [.. new[] { 1, get_num_threads() }.Distinct().SelectMany(threads => new string[][] { [], ["--channels-last"] }
                    .Select(layout => peers.Python(name, ["--threads", $"{threads}", .. layout, .. half], Everything)))]));
        return peers;
    }

    // Debian's own python3: it is the one that python3-torch belongs to.
    private Peer Python(string name, string[] arguments, Dictionary<string, string?> environment) =>
        new(name, File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", [_script, .. arguments], environment);

    public void Dispose()
    {
        foreach (var peer in All)
            peer.Dispose();
        File.Delete(_script);
    }
}
