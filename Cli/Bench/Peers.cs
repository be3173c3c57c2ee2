using System.Reflection;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Cli.Bench;

/// <summary>The peers by name: PyTorch as its user finds it, and PyTorch with all that is known to make it faster.</summary>
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
        ["GOMP_SPINCOUNT"] = "10000",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelzoo-peers-");

    private Peers() { }

    internal List<IPeer> All { get; } = [];

    internal static Peers Start(string[] names, bool bfloat16)
    {
        if (names.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new RecipeException($"There is no peer '{unknown}': --against takes {string.Join(", ", Names)}.");
        var peers = new Peers();
        string[] half = bfloat16 ? ["--bf16"] : [];
        foreach (var name in names)
            peers.All.Add(name switch
            {
                "python" => new Peer(name, Python, [peers.Source("steps.py"), .. half], new Dictionary<string, string?>()),
                _ => Best(name, Python, [peers.Source("steps.py"), .. half]),
            });
        return peers;
    }

    // Debian's own python3: it is the one that python3-torch belongs to.
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static BestPeer Best(string name, string program, string[] arguments) => new(name,
        [.. new[] { 1, get_num_threads() }.Distinct().SelectMany(threads => new string[][] { [], ["--channels-last"] }
            .Select(layout => new Peer(name, program, [.. arguments, "--threads", $"{threads}", .. layout], Everything)))]);

    private string Source(string name)
    {
        var place = Path.Combine(_folder.FullName, name);
        using var source = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var file = File.Create(place);
        source.CopyTo(file);
        return place;
    }

    public void Dispose()
    {
        foreach (var peer in All)
            peer.Dispose();
        _folder.Delete(recursive: true);
    }
}
