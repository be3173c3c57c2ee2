using System.Security.Cryptography;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using Xunit;
using Answer = ModelZoo.Tests.UnreliableServer.Answer;

namespace ModelZoo.Tests.Datasets;

public class DownloaderTests
{
    private static readonly byte[] Whole = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7 + i / 256))];

    private static RemoteFile Published(params string[] addresses) => new("file.bin", Whole.Length, Convert.ToHexStringLower(SHA256.HashData(Whole)), addresses);

    private static Answer Rest(long from) => from == 0 ? new(Whole, Whole.Length) : new(Whole[(int)from..], Whole.Length - from, 206, from);

    private static void Arrives(Func<int, long, Answer> answers, Action<UnreliableServer>? then = null)
    {
        using var folder = new Folder();
        using var server = new UnreliableServer(answers);
        var path = folder.Path("set", "file.bin");
        Assert.Equal(path, Downloader.Fetch(Published(server.Address), path, null, reason => reason));
        Assert.Equal(Whole, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        then?.Invoke(server);
    }

    private static string Fails(Func<int, long, Answer> answers)
    {
        using var folder = new Folder();
        using var server = new UnreliableServer(answers);
        var path = folder.Path("set", "file.bin");
        var error = Assert.Throws<DatasetException>(() => Downloader.Fetch(Published(server.Address), path, null, reason => $"It could not be fetched: {reason}."));
        Assert.False(File.Exists(path));
        return error.Message;
    }

    [Fact]
    public void A_file_arrives_whole() => Arrives((_, from) => Rest(from));

    [Fact]
    public void A_file_of_unpublished_length_arrives_by_its_checksum_alone()
    {
        using var folder = new Folder();
        using var server = new UnreliableServer((_, from) => Rest(from));
        var path = folder.Path("set", "file.bin");
        Downloader.Fetch(Published(server.Address) with { Bytes = 0 }, path, null, reason => reason);
        Assert.Equal(Whole, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_connection_that_is_cut_is_gone_on_from_where_it_broke_off() =>
        Arrives((number, from) => number == 0 ? new(Whole[..70_000], Whole.Length) : Rest(from),
            server => Assert.True(server.Starts[1] is > 0 and <= 70_000, $"went on from {server.Starts[1]}"));

    [Fact]
    public void A_server_that_cannot_go_on_is_read_from_the_start() =>
        Arrives((number, _) => number == 0 ? new(Whole[..70_000], Whole.Length) : new(Whole, Whole.Length));

    [Fact]
    public void Wrong_bytes_are_thrown_away_and_fetched_again() =>
        Arrives((number, from) => number == 0 ? new([.. Whole.Reverse()], Whole.Length) : Rest(from));

    [Fact]
    public void A_wrong_beginning_is_not_gone_on_from() =>
        Arrives((number, from) => number == 0 ? new([.. Whole.Reverse().Take(50_000)], Whole.Length) : Rest(from));

    [Fact]
    public void A_server_that_says_the_file_is_shorter_is_asked_for_the_rest() =>
        Arrives((number, from) => number == 0 ? new(Whole[..1000], 1000) : Rest(from));

    [Fact]
    public void A_server_that_answers_another_stretch_than_asked_for_does_no_harm() =>
        Arrives((number, from) => number switch { 0 => new(Whole[..70_000], Whole.Length), 1 => new(Whole[10..], Whole.Length - 10, 206, 10), _ => Rest(from) });

    [Fact]
    public void Wrong_bytes_for_ever_leave_nothing_in_place_and_say_the_checksums() =>
        Assert.Contains("has the checksum", Fails((_, _) => new([.. Whole.Reverse()], Whole.Length)));

    [Fact]
    public void Too_many_bytes_are_not_taken() =>
        Assert.Contains("more than the 200,000 bytes published", Fails((_, _) => new([.. Whole, .. Whole], 2 * Whole.Length)));

    [Fact]
    public void A_refusal_is_told() => Assert.Contains("404", Fails((_, _) => new([], 0, 404)));

    [Fact]
    public void A_silent_server_is_given_up()
    {
        var patience = Downloader.Patience;
        try
        {
            Downloader.Patience = TimeSpan.FromSeconds(0.3);
            Assert.Contains("silent for 0.3 seconds", Fails((_, _) => new([], Whole.Length, Stall: true)));
        }
        finally
        {
            Downloader.Patience = patience;
        }
    }

    [Fact]
    public void The_second_mirror_serves_where_the_first_is_down()
    {
        using var folder = new Folder();
        using var server = new UnreliableServer((_, from) => Rest(from));
        var reports = new List<DownloadProgress>();
        var path = folder.Path("file.bin");
        Downloader.Fetch(Published("http://127.0.0.1:1/file", server.Address), path, new Reports(reports), reason => reason);
        Assert.Equal(Whole, File.ReadAllBytes(path));
        Assert.Equal(new DownloadProgress("file.bin", 0, Whole.Length), reports[0]);
        Assert.Equal(new DownloadProgress("file.bin", Whole.Length, Whole.Length, Ended: true), reports[^1]);
    }

    [Fact]
    public void Offline_it_says_which_file_from_where_and_where_to_put_it()
    {
        using var folder = new Folder();
        var error = Assert.Throws<DatasetException>(() => DatasetCatalog.Open("cifar-100", new DatasetOptions { DataRoot = folder.Root, Download = false }));
        foreach (var part in new[] { "cifar-100-binary.tar.gz", "https://www.cs.toronto.edu/", Path.Combine(folder.Root, "cifar-100", "cifar-100-binary.tar.gz"), "turned off" })
            Assert.Contains(part, error.Message);
    }

    private sealed class Reports(List<DownloadProgress> to) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => to.Add(value);
    }
}
