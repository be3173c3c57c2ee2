using System.Diagnostics;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>scripts/setup on systems made of a few stand-ins for programs: what it says, and what it asks apt for.</summary>
public sealed class SetupTests : IDisposable
{
    private const string Data = "dataset-fashion-mnist dasher-data";

    private readonly Scratch _programs = new();
    private readonly string _script;

    public SetupTests()
    {
        foreach (var program in new[] { "bash", "mktemp", "env" })
            File.CreateSymbolicLink(_programs[program], new[] { "/usr/bin/", "/bin/" }.Select(folder => folder + program).First(File.Exists));
        Program("dotnet", "");
        // The data is looked for where it is not, even on a machine that has it.
        _script = _programs["setup"];
        File.WriteAllText(_script, File.ReadAllText(Path.Combine(Repository.Root, "scripts", "setup")).Replace("/usr/share/", "/nowhere/", StringComparison.Ordinal));
    }

    public void Dispose() => _programs.Dispose();

    [Fact]
    public void Setup_without_the_sdk_says_where_to_get_it()
    {
        File.Delete(_programs["dotnet"]);
        var (code, error) = Setup();
        Assert.Equal(1, code);
        Assert.StartsWith("setup: the .NET SDK 10 is missing: install it from https://", error);
    }

    [Fact]
    public void Setup_without_apt_leaves_the_data_to_the_program() => Assert.Equal((0, ""), Setup());

    [Fact]
    public void Setup_without_root_or_sudo_leaves_the_data_to_the_program()
    {
        Program("apt-get", "exit 9");
        Program("id", "echo 1000");
        Assert.Equal((0, ""), Setup());
    }

    [Theory]
    [InlineData("0", "")]
    [InlineData("1000", "sudo ")]
    public void Setup_installs_the_data_packages_as_root_or_by_sudo(string user, string by)
    {
        Program("id", $"echo {user}");
        Program("apt-get", $"echo \"${{BY}}apt-get $*\" >> {_programs["asked"]}");
        Program("sudo", "shift; [ \"$1\" = true ] || BY='sudo ' exec \"$@\"");
        var (code, error) = Setup();
        Assert.Equal((0, $"setup: installing {Data} ...\n"), (code, error));
        Assert.Equal([$"{by}apt-get install --yes --no-install-recommends {Data}"], File.ReadAllLines(_programs["asked"]));
    }

    [Fact]
    public void Setup_goes_on_when_apt_fails_and_says_what_happens_instead()
    {
        Program("id", "echo 0");
        Program("apt-get", "echo 'E: no network'; exit 100");
        var (code, error) = Setup();
        Assert.Equal(0, code);
        Assert.Contains("could not be installed", error);
        Assert.Contains("The program downloads the data instead.", error);
    }

    private void Program(string name, string body)
    {
        File.WriteAllText(_programs[name], $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(_programs[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private (int Code, string Error) Setup()
    {
        var start = new ProcessStartInfo(_programs["bash"], _script) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = _programs.Path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", output.Result);
        return (process.ExitCode, error);
    }
}
