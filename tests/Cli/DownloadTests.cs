
using System.Diagnostics;
using ModelZoo.Datasets;
using Xunit;

namespace ModelZoo.Tests.Cli;

/// <summary>What a person sees of a download. The program's requests go to the test's own server as to a proxy, so none leaves the machine.</summary>
public class DownloadTests
{
    private static string[] Arguments(string root) =>
        ["--model", "linear-regression", "--dataset", "airfoil", "--data-root", Path.Combine(root, "data"), "--output", Path.Combine(root, "runs"), "--dry-run"];

    private static Program.Ended Train(UnreliableServer server, string root) => Program.RunWith(server.AsProxy(root), Arguments(root));

    [Fact]
    public void A_data_set_that_is_nowhere_is_fetched_and_its_download_is_told_in_one_line()
    {
        Assert.SkipUnless(Own.Root is not null && DatasetCatalog.Find("airfoil")!.IsPresent(Own.Root), "airfoil self-noise is not on this machine");
        var file = File.ReadAllBytes(Path.Combine(Own.Root!, "airfoil", "airfoil_self_noise.dat"));
        using var scratch = new Scratch();
        // The secure mirror is asked first; this proxy leads to none.
        using var server = new UnreliableServer((number, _) => number == 0 ? new([], 0, 403) : new(file, file.Length));
        var ended = Train(server, scratch.Path);
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal("modelzoo: downloading airfoil_self_noise.dat, 0.1 MB", ended.Error.Trim());
        Assert.Equal(file, File.ReadAllBytes(Path.Combine(scratch["data"], "airfoil", "airfoil_self_noise.dat")));
        Assert.Equal("", Train(server, scratch.Path).Error);
    }

    [Fact]
    public void Where_nothing_can_be_fetched_one_sentence_says_what_from_where_to_where_and_what_is_here()
    {
        using var scratch = new Scratch();
        using var server = new UnreliableServer((_, _) => new([], 0, 404));
        var ended = Train(server, scratch.Path);
        Assert.Equal(1, ended.Code);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
        foreach (var said in new[] { "needs airfoil_self_noise.dat", "Get it from https://", "put it at " + Path.Combine(scratch["data"], "airfoil", "airfoil_self_noise.dat"), "404" })
            Assert.Contains(said, ended.Error);
        Assert.Matches("Here already: |No other data set", ended.Error);
    }

    [Fact]
    public void On_a_terminal_one_line_shows_bytes_total_and_percent()
    {
        Assert.SkipUnless(Own.Root is not null && DatasetCatalog.Find("airfoil")!.IsPresent(Own.Root), "airfoil self-noise is not on this machine");
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "there is no script, which lends a program a terminal");
        var file = File.ReadAllBytes(Path.Combine(Own.Root!, "airfoil", "airfoil_self_noise.dat"));
        using var scratch = new Scratch();
        using var server = new UnreliableServer((number, _) => number == 0 ? new([], 0, 403) : new(file, file.Length));
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", string.Join(' ', ["dotnet", Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll"), .. Arguments(scratch.Path)]), "/dev/null"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in server.AsProxy(scratch.Path))
            start.Environment[name] = value;
        using var program = Process.Start(start)!;
        var screen = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        Assert.Contains("\r\u001b[2Kdownloading airfoil_self_noise.dat: 0.0 of 0.1 MB, 0%", screen);
        Assert.Contains("\r\u001b[2Kdownloading airfoil_self_noise.dat: 0.1 of 0.1 MB, 100%\r\n", screen);
    }
}
