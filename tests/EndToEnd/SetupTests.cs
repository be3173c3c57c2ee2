using System.Diagnostics;
using Xunit;

namespace ModelZoo.Tests.EndToEnd;

/// <summary>Runs scripts/setup where the only programs are the stand-ins that a test makes.</summary>
public sealed class SetupTests : IDisposable
{
    private const string Data = "dataset-fashion-mnist dasher-data";

    private readonly Scratch _programs = new();
    private readonly string _script;

    public SetupTests()
    {
        foreach (var program in new[] { "bash", "mktemp", "env" })
            File.CreateSymbolicLink(_programs[program], Installed(program));
        Program("dotnet", "");
        // The script must not find the data that this machine may have.
        var script = File.ReadAllText(Path.Combine(Repository.Root, "scripts", "setup"));
        _script = _programs["setup"];
        File.WriteAllText(_script, script.Replace("/usr/share/", "/nowhere/", StringComparison.Ordinal));
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
        var asked = _programs["asked"];
        Program("id", $"echo {user}");
        Program("apt-get", $"echo \"${{BY}}apt-get $*\" >> {asked}");
        Program("sudo", "shift; [ \"$1\" = true ] || BY='sudo ' exec \"$@\"");
        var (code, error) = Setup();
        Assert.Equal((0, $"setup: installing {Data} ...\n"), (code, error));
        Assert.Equal([$"{by}apt-get install --yes --no-install-recommends {Data}"], File.ReadAllLines(asked));
    }

    [Fact]
    public void Setup_succeeds_when_apt_fails_and_says_that_the_program_downloads_the_data()
    {
        Program("id", "echo 0");
        Program("apt-get", "echo 'E: no network'; exit 100");
        var (code, error) = Setup();
        Assert.Equal(0, code);
        Assert.Contains("could not be installed", error);
        Assert.Contains("The program downloads the data instead.", error);
    }

    private static string Installed(string program) =>
        new[] { "/usr/bin/", "/bin/" }.Select(folder => folder + program).First(File.Exists);

    private void Program(string name, string body)
    {
        const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.WriteAllText(_programs[name], $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(_programs[name], Executable);
    }

    private (int Code, string Error) Setup()
    {
        var start = new ProcessStartInfo(_programs["bash"], _script)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _programs.Path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", output.Result);
        return (process.ExitCode, error);
    }
}
