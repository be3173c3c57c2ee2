using System.CommandLine;
using System.IO.Compression;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// data: reading and loading beside gunzip and PyTorch, by turns: Fashion-MNIST from gz to tensors, an epoch of its
/// batches, and a folder of pictures if one is given. peers/data.py has the same cases.
/// </summary>
internal static class DataBenchmark
{
    private const int BatchSize = 256;

    internal static Command Verb()
    {
        var pictures = new Argument<string?>("pictures")
        {
            Description = "a folder of pictures to read too",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var verb = new Command("data", "Reading and loading data, beside PyTorch's loader") { pictures };
        verb.SetAction(parsed => Run(parsed.GetValue(pictures)));
        return verb;
    }

    private static void Run(string? pictures)
    {
        var entry = DatasetCatalog.Find("fashion-mnist")!;
        var files = entry.Files
            .Select(file => DataRoot.Find(entry.Folder, file)
                ?? throw new DatasetException("Fashion-MNIST is not on this machine: scripts/setup installs it."))
            .ToList();
        Clock.Compare("Fashion-MNIST from gz, ms", 7,
            ("to tensors", () => Clock.Milliseconds(() => DatasetCatalog.Open("fashion-mnist").Dispose())),
            ("gunzip of the same files", () => Clock.Milliseconds(() => files.ForEach(Unpack))));

        string[] folders = [Path.GetDirectoryName(files[0])!, .. pictures is null ? Array.Empty<string>() : [pictures]];
        using var peer = Peer.InPython("data.py", folders);
        (string, Func<double>) Peers(string name) => (name, () => peer.Ask(name)[0]);
        using var set = DatasetCatalog.Open("fashion-mnist");
        using var loader = new DataLoader(set.Train, BatchSize, shuffle: true);
        var title = $"an epoch of {set.Train.Count:N0} images, batch {BatchSize}, {get_num_threads()} threads, ms";
        (string, Func<double>) epoch = ("ModelZoo", () => Clock.Milliseconds(() => Drain(loader)));
        Clock.Compare(title, 41,
            epoch, Peers("index_select of bytes, float, div"), Peers("index_select of floats scaled beforehand"));
        Clock.Compare(title, 3,
            epoch, Peers("DataLoader + ToTensor, 0 workers"), Peers("DataLoader + ToTensor, 2 workers"));
        if (pictures is not null)
            Clock.Compare($"pictures of {pictures}, batch {BatchSize}, ms", 3,
                ("ModelZoo", () => Clock.Milliseconds(() => Decode(pictures))),
                Peers("ImageFolder + DataLoader, 2 workers"));
    }

    private static void Decode(string folder)
    {
        using var pictures = ImageFolder.Open(folder, new DatasetOptions { TestRatio = 1e-9 }, memory: 0);
        using var streamed = new DataLoader(pictures.Train, BatchSize, shuffle: true);
        Drain(streamed);
    }

    private static void Drain(DataLoader loader)
    {
        foreach (var batch in loader)
            if (batch.Count == 0)
                throw new InvalidOperationException("A batch is empty.");
    }

    private static void Unpack(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        stream.CopyTo(Stream.Null);
    }
}
