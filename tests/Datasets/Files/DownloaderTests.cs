using System.Security.Cryptography;
using Xunit;
using Answer = ModelZoo.Tests.UnreliableServer.Answer;

namespace ModelZoo.Tests.Datasets.Files;

public class DownloaderTests
{
    private static readonly byte[] Whole = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7 + i / 256))];
    private static readonly byte[] Wrong = [.. Whole.Reverse()];

    private static RemoteFile Published(params string[] addresses) =>
        new("file.bin", Whole.Length, Convert.ToHexStringLower(SHA256.HashData(Whole)), addresses);

    private static Answer Rest(long from) => from == 0
        ? new(Whole, Whole.Length)
        : new(Whole[(int)from..], Whole.Length - from, 206, from);

    private static void Succeeds(Func<int, long, Answer> answers, Action<UnreliableServer>? then = null)
    {
        using var folder = new Scratch();
        using var server = new UnreliableServer(answers);
        var path = folder["set", "file.bin"];
        Assert.Equal(path, Downloader.Fetch(Published(server.Address), path, null, reason => reason));
        Assert.Equal(Whole, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        then?.Invoke(server);
    }

    private static string Fails(Func<int, long, Answer> answers)
    {
        using var folder = new Scratch();
        using var server = new UnreliableServer(answers);
        var path = folder["set", "file.bin"];
        var error = Assert.Throws<DatasetException>(
            () => Downloader.Fetch(Published(server.Address), path, null, reason => $"It failed: {reason}."));
        Assert.False(File.Exists(path));
        return error.Message;
    }

    [Fact]
    public void File_is_downloaded() => Succeeds((_, from) => Rest(from));

    [Fact]
    public void File_of_unknown_length_is_accepted_by_its_checksum()
    {
        using var folder = new Scratch();
        using var server = new UnreliableServer((_, from) => Rest(from));
        var path = folder["set", "file.bin"];
        Downloader.Fetch(Published(server.Address) with { Bytes = 0 }, path, null, reason => reason);
        Assert.Equal(Whole, File.ReadAllBytes(path));
    }

    [Fact]
    public void Download_resumes_where_the_connection_broke() => Succeeds(
        (number, from) => number == 0 ? new(Whole[..70_000], Whole.Length) : Rest(from),
        server => Assert.True(server.Starts[1] is > 0 and <= 70_000, $"resumed at {server.Starts[1]}"));

    [Fact]
    public void Download_restarts_when_the_server_cannot_resume() => Succeeds(
        (number, _) => number == 0 ? new(Whole[..70_000], Whole.Length) : new(Whole, Whole.Length));

    [Fact]
    public void Wrong_bytes_are_deleted_and_downloaded_again() => Succeeds(
        (number, from) => number == 0 ? new(Wrong, Whole.Length) : Rest(from));

    [Fact]
    public void Wrong_first_bytes_are_not_kept_after_a_resume() => Succeeds(
        (number, from) => number == 0 ? new(Wrong[..50_000], Whole.Length) : Rest(from));

    [Fact]
    public void Download_resumes_when_the_server_claims_that_the_file_is_shorter() => Succeeds(
        (number, from) => number == 0 ? new(Whole[..1000], 1000) : Rest(from));

    [Fact]
    public void Answer_from_another_position_is_not_used() => Succeeds((number, from) => number switch
    {
        0 => new(Whole[..70_000], Whole.Length),
        1 => new(Whole[10..], Whole.Length - 10, 206, 10),
        _ => Rest(from),
    });

    [Fact]
    public void Download_fails_with_the_checksums_when_the_bytes_stay_wrong() =>
        Assert.Contains("has the checksum", Fails((_, _) => new(Wrong, Whole.Length)));

    [Fact]
    public void Download_fails_when_the_file_is_too_long() => Assert.Contains(
        "more than the 200,000 bytes published", Fails((_, _) => new([.. Whole, .. Whole], 2 * Whole.Length)));

    [Fact]
    public void Download_fails_with_the_status_of_a_refusal() =>
        Assert.Contains("404", Fails((_, _) => new([], 0, 404)));

    [Fact]
    public void Download_fails_when_the_server_stalls()
    {
        var timeout = Downloader.StallTimeout;
        try
        {
            Downloader.StallTimeout = TimeSpan.FromSeconds(0.3);
            Assert.Contains("sent nothing for 0.3 seconds", Fails((_, _) => new([], Whole.Length, Stall: true)));
        }
        finally
        {
            Downloader.StallTimeout = timeout;
        }
    }

    [Fact]
    public void Second_mirror_is_used_when_the_first_is_down()
    {
        using var folder = new Scratch();
        using var server = new UnreliableServer((_, from) => Rest(from));
        var reports = new List<DownloadProgress>();
        var path = folder["file.bin"];
        var file = Published("http://127.0.0.1:1/file", server.Address);
        Downloader.Fetch(file, path, new Reports(reports), reason => reason);
        Assert.Equal(Whole, File.ReadAllBytes(path));
        Assert.Equal(new DownloadProgress("file.bin", 0, Whole.Length), reports[0]);
        Assert.Equal(new DownloadProgress("file.bin", Whole.Length, Whole.Length, Ended: true), reports[^1]);
    }

    [Fact]
    public void Missing_file_is_reported_with_its_source_and_its_place_when_downloads_are_off()
    {
        using var folder = new Scratch();
        var error = Assert.Throws<DatasetException>(
            () => DatasetCatalog.Open("cifar-100", new DatasetOptions { DataRoot = folder.Path, Download = false }));
        var path = Path.Combine(folder.Path, "cifar-100", "cifar-100-binary.tar.gz");
        foreach (var part in new[] { "cifar-100-binary.tar.gz", "https://www.cs.toronto.edu/", path, "turned off" })
            Assert.Contains(part, error.Message);
    }

    private sealed class Reports(List<DownloadProgress> to) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => to.Add(value);
    }
}
