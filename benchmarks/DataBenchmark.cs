using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// Reading and loading beside bare gunzip and beside PyTorch, alternating, medians of the rounds: Fashion-MNIST from gz to tensors, an epoch of
/// batches of it, and a folder of pictures if one is given. The peer is peers/data.py, a process that is told what to run.
/// </summary>
internal static class DataBenchmark
{
    private const int BatchSize = 256;

    internal static int Run(string[] args)
    {
        var entry = DatasetCatalog.Find("fashion-mnist")!;
        var files = entry.Files.Select(file => DataRoot.Find(entry.Folder, file) ?? throw new DatasetException("Fashion-MNIST is not on this machine.")).ToList();
        Compare(7, ("fashion-mnist from gz to tensors", () => Milliseconds(() => DatasetCatalog.Open("fashion-mnist").Dispose())),
            ("bare gunzip of the same files", () => Milliseconds(() => files.ForEach(Unpack))));

        using var peer = Start([Path.GetDirectoryName(files[0])!, .. args]);
        (string, Func<double>) Peer(string name) => (name, () => Ask(peer, name));
        using var set = DatasetCatalog.Open("fashion-mnist");
        using var loader = new DataLoader(set.Train, BatchSize, shuffle: true);
        var epoch = ($"an epoch of {set.Train.Count:N0} images, batch {BatchSize}, {get_num_threads()} threads", new Func<double>(() => Milliseconds(() => Drain(loader))));
        Compare(41, epoch, Peer("index_select of bytes, float, div"), Peer("index_select of floats scaled beforehand"));
        Compare(3, epoch, Peer("DataLoader + ToTensor, 0 workers"), Peer("DataLoader + ToTensor, 2 workers"));
        if (args.FirstOrDefault() is { } folder)
            Compare(3, ($"pictures of {folder} decoded, batch {BatchSize}", () => Milliseconds(() =>
            {
                using var pictures = ImageFolder.Open(folder, new DatasetOptions { TestRatio = 1e-9 }, memory: 0);
                using var streamed = new DataLoader(pictures.Train, BatchSize, shuffle: true);
                Drain(streamed);
            })), Peer("ImageFolder + DataLoader, 2 workers"));
        peer.StandardInput.Close();
        peer.WaitForExit();
        return 0;
    }

    // The first round warms all of them up and does not count.
    private static void Compare(int rounds, params (string Name, Func<double> Measure)[] cases)
    {
        var times = cases.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round <= rounds; round++)
            foreach (var (i, item) in cases.Index())
                if (item.Measure() is var time && round > 0)
                    times[i].Add(time);
        double ours = Median(times[0]);
        foreach (var (i, item) in cases.Index())
            Console.WriteLine($"{item.Name}: {Median(times[i]):0.0} ms (from {times[i].Min():0.0} to {times[i].Max():0.0}){(i == 0 ? "" : $", {Median(times[i]) / ours:0.00} times ours")}");
    }

    private static Process Start(params string[] args) => Process.Start(new ProcessStartInfo("/usr/bin/python3", [Peers.Path("data.py"), .. args])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static double Ask(Process peer, string name)
    {
        peer.StandardInput.WriteLine(name);
        peer.StandardInput.Flush();
        return double.Parse(peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer has ended: is python3-torchvision installed?"), CultureInfo.InvariantCulture);
    }

    private static void Drain(DataLoader loader)
    {
        foreach (var batch in loader)
            if (batch.Count == 0)
                throw new InvalidOperationException("A batch is empty.");
    }

    private static void Unpack(string path)
    {
        var buffer = new byte[1 << 16];
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        while (stream.Read(buffer) > 0)
        {
        }
    }

    private static double Milliseconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
