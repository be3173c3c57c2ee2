using System.Diagnostics;
using ModelZoo.Datasets;
using Xunit;

namespace ModelZoo.Tests.Cli.Display;

/// <summary>
/// What the program prints while it downloads. Its requests go to the test's server as to a proxy, so none leaves the
/// machine.
/// </summary>
public class DownloadTests
{
    private static string[] Arguments(string root) =>
    [
        "--model", "linear-regression", "--dataset", "airfoil", "--data-root", Path.Combine(root, "data"),
        "--output", Path.Combine(root, "runs"), "--dry-run",
    ];

    private static Program.Ended Train(UnreliableServer server, string root) =>
        Program.RunWith(server.AsProxy(root), Arguments(root));

    private static byte[] Airfoil()
    {
        bool isHere = Own.Root is not null && DatasetCatalog.Find("airfoil")!.IsPresent(Own.Root);
        Assert.SkipUnless(isHere, "airfoil self-noise is not on this machine");
        return File.ReadAllBytes(Path.Combine(Own.Root!, "airfoil", "airfoil_self_noise.dat"));
    }

    // The program first asks the secure mirror, to which this proxy does not lead.
    private static UnreliableServer Mirror(byte[] file) =>
        new((number, _) => number == 0 ? new([], 0, 403) : new(file, file.Length));

    [Fact]
    public void Missing_data_set_is_downloaded_and_reported_in_one_line()
    {
        var file = Airfoil();
        using var scratch = new Scratch();
        using var server = Mirror(file);
        var ended = Train(server, scratch.Path);
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal("modelzoo: downloading airfoil_self_noise.dat, 0.1 MB", ended.Error.Trim());
        Assert.Equal(file, File.ReadAllBytes(scratch["data/airfoil/airfoil_self_noise.dat"]));
        Assert.Equal("", Train(server, scratch.Path).Error);
    }

    [Fact]
    public void Failed_download_is_reported_with_the_file_its_source_and_its_place()
    {
        using var scratch = new Scratch();
        using var server = new UnreliableServer((_, _) => new([], 0, 404));
        var ended = Train(server, scratch.Path);
        Assert.Equal(1, ended.Code);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
        Assert.Contains("needs airfoil_self_noise.dat", ended.Error);
        Assert.Contains("Get it from https://", ended.Error);
        Assert.Contains("put it at " + scratch["data/airfoil/airfoil_self_noise.dat"], ended.Error);
        Assert.Contains("404", ended.Error);
        Assert.Matches("Here already: |No other data set", ended.Error);
    }

    [Fact]
    public void Terminal_shows_received_bytes_total_and_percent_in_one_line()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "there is no script, which gives a program a terminal");
        var file = Airfoil();
        using var scratch = new Scratch();
        using var server = Mirror(file);
        var program = Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll");
        var command = $"dotnet {program} {string.Join(' ', Arguments(scratch.Path))}";
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in server.AsProxy(scratch.Path))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var screen = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Contains("\r\u001b[2Kdownloading airfoil_self_noise.dat: 0.0 of 0.1 MB, 0%", screen);
        Assert.Contains("\r\u001b[2Kdownloading airfoil_self_noise.dat: 0.1 of 0.1 MB, 100%\r\n", screen);
    }
}
