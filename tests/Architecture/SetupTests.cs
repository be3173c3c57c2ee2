using System.Diagnostics;
using ModelZoo.Tests.Cli;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>scripts/setup on systems made of a few stand-ins for programs: what it says, and what it asks apt for.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly Scratch _programs = new();

    public SetupTests()
    {
        foreach (var program in new[] { "bash", "uname", "mktemp", "tail", "rm", "env" })
            File.CreateSymbolicLink(_programs[program], new[] { "/usr/bin/", "/bin/" }.Select(folder => folder + program).First(File.Exists));
        Program("dotnet", "");
    }

    public void Dispose() => _programs.Dispose();

    private void Program(string name, string body)
    {
        File.WriteAllText(_programs[name], $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(_programs[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private (int Code, string Output, string Error) Setup(string? libtorch = null)
    {
        var start = new ProcessStartInfo(_programs["bash"], Path.Combine(Repository.Root, "scripts", "setup")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = _programs.Path;
        start.Environment["LIBTORCH"] = libtorch ?? "";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error);
    }

    [Fact]
    public void Without_apt_it_names_the_packages_and_the_other_ways()
    {
        var (code, output, error) = Setup();
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Matches(@"^setup: this system has no apt-get\. Install what corresponds to these Debian packages: .*\bcmake g\+\+ make\b.*\.\n", error);
        Assert.Contains("set LIBTORCH", error);
        Assert.Contains("TorchBackend=TorchSharp", error);
    }

    [Fact]
    public void Without_root_it_says_what_to_install()
    {
        Program("apt-get", "exit 9");
        Program("id", "echo 1000");
        var (code, _, error) = Setup();
        Assert.Equal(1, code);
        Assert.Matches(@"^setup: root is needed to install: apt-get install .*\bcmake g\+\+ make\b", error);
    }

    [Theory]
    [InlineData("0", "")]
    [InlineData("1000", "sudo ")]
    public void It_installs_what_is_missing_as_root_or_by_sudo(string user, string by)
    {
        Program("id", $"echo {user}");
        Program("apt-get", $"echo \"${{BY}}apt-get $*\" >> {_programs["asked"]}");
        Program("sudo", "BY='sudo ' exec \"$@\"");
        var (code, output, error) = Setup();
        Assert.Equal(0, code);
        Assert.Equal("", output);
        Assert.Matches(@"^setup: installing .*\bcmake g\+\+ make\b.* \.\.\.\n$", error);
        var asked = File.ReadAllLines(_programs["asked"]);
        Assert.Equal(2, asked.Length);
        Assert.Equal($"{by}apt-get update", asked[0]);
        Assert.Matches($@"^{by}apt-get install --yes --no-install-recommends .*\bcmake g\+\+ make\b", asked[1]);
    }

    [Fact]
    public void A_failing_apt_is_quoted()
    {
        Program("id", "echo 0");
        Program("apt-get", "echo 'E: no network'; exit 100");
        var (code, _, error) = Setup();
        Assert.Equal(1, code);
        Assert.Contains("E: no network", error);
        Assert.Contains("setup: apt-get failed", error);
    }

    [Fact]
    public void A_LIBTORCH_without_headers_is_refused_in_a_sentence()
    {
        var (code, _, error) = Setup("/nowhere/libtorch");
        Assert.Equal(1, code);
        Assert.Equal("setup: LIBTORCH is '/nowhere/libtorch', but there is no include/ATen/ATen.h below it: set it to the folder of a libtorch, or unset it.\n", error);
    }

    [Fact]
    public void With_LIBTORCH_no_libtorch_is_asked_for()
    {
        Directory.CreateDirectory(_programs["torch/include/ATen"]);
        File.WriteAllText(_programs["torch/include/ATen/ATen.h"], "");
        Assert.DoesNotContain("libtorch-dev", Setup(_programs["torch"]).Error);
    }

    [Fact]
    public void A_build_without_its_libtorch_ends_in_a_sentence()
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Repository.Root, "LibTorch"), "-nologo", "-v:q", "-t:FindLibTorch", "-p:LIBTORCH=/nowhere", "-p:TorchBackend=LibTorch"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        Assert.Single(output.TrimEnd().Split('\n'));
        Assert.Contains("LIBTORCH is '/nowhere', but there is no include/ATen/ATen.h below it", output);
        Assert.Contains("scripts/setup", output);
    }
}
