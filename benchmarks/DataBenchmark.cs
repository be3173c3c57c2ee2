using System.Diagnostics;
using System.IO.Compression;
using ModelZoo.Datasets;
using static TorchSharp.torch;

namespace ModelZoo.Benchmarks;

/// <summary>
/// Reading and loading, medians of several rounds: Fashion-MNIST from gz to tensors beside a bare gunzip of the same files; an epoch of batches;
/// a folder of pictures if one is given. Its peer in PyTorch is data_benchmark.py.
/// </summary>
internal static class DataBenchmark
{
    private const int Rounds = 7;

    internal static int Run(string[] args)
    {
        var entry = DatasetCatalog.Find("fashion-mnist")!;
        var files = entry.Files.Select(file => DataRoot.Find(entry.Folder, file) ?? throw new DatasetException("Fashion-MNIST is not on this machine.")).ToList();
        var (reading, unpacking) = (new List<double>(), new List<double>());
        for (int round = 0; round < Rounds; round++)
        {
            unpacking.Add(Milliseconds(() => files.ForEach(Unpack)));
            reading.Add(Milliseconds(() => DatasetCatalog.Open("fashion-mnist").Dispose()));
        }
        Report("fashion-mnist from gz to tensors", reading);
        Report("bare gunzip of the same files", unpacking);
        Console.WriteLine($"ratio {Median(reading) / Median(unpacking):0.00}");

        using var set = DatasetCatalog.Open("fashion-mnist");
        using var loader = new DataLoader(set.Train, 256, shuffle: true);
        Report($"an epoch of 60,000 images, batch 256, {get_num_threads()} threads", [.. Enumerable.Range(0, Rounds).Select(_ => Milliseconds(() => Drain(loader)))]);
        if (args.FirstOrDefault() is { } folder)
            Report($"pictures of {folder} decoded, batch 256", [.. Enumerable.Range(0, 3).Select(_ => Milliseconds(() =>
            {
                using var pictures = ImageFolder.Open(folder, new DatasetOptions { TestRatio = 1e-9 }, memory: 0);
                using var streamed = new DataLoader(pictures.Train, 256, shuffle: true);
                Drain(streamed);
            }))]);
        return 0;
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

    private static void Report(string what, List<double> values) => Console.WriteLine($"{what}: {Median(values):0.0} ms (from {values.Min():0.0} to {values.Max():0.0})");
}
