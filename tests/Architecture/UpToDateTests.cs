using System.Diagnostics;
using ModelZoo.Tests.Cli;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>`dotnet run` builds nothing where nothing changed, and everything where something did: UpToDate.targets, on a project of one file.</summary>
public sealed class UpToDateTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public UpToDateTests()
    {
        Directory.CreateDirectory(_scratch["Cli"]);
        File.WriteAllText(_scratch["small.csproj"], $"""
            <Project>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost></PropertyGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
              <Import Project="{Path.Combine(Repository.Root, "UpToDate.targets")}" Condition="'$(LookForChanges)' != 'false'" />
            </Project>
            """);
        File.WriteAllText(_scratch["global.json"], "{}");
        Say("one");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_changed_an_added_and_a_removed_file_are_noticed_and_nothing_else_is_built()
    {
        Assert.Equal("one", Dotnet("run"));
        Assert.Equal("", Changed());
        var built = File.GetLastWriteTimeUtc(Assembly());
        Assert.Equal("one", Dotnet("run"));
        Assert.Equal(built, File.GetLastWriteTimeUtc(Assembly()));

        Say("two");
        Assert.Equal("true", Changed());
        Assert.Equal("two", Dotnet("run"));
        Assert.Equal("", Changed());

        File.WriteAllText(_scratch["Cli/More.cs"], "internal sealed class More;");
        Assert.Equal("true", Changed());
        File.Delete(_scratch["Cli/More.cs"]);
        Assert.Equal("", Changed());
        File.Move(_scratch["Cli/Program.cs"], _scratch["Cli/Other.cs"]);
        Assert.Equal("true", Changed());
    }

    private void Say(string text) => File.WriteAllText(_scratch["Cli/Program.cs"], $"System.Console.WriteLine(\"{text}\");");

    private string Assembly() => Directory.GetFiles(_scratch["bin"], "small.dll", SearchOption.AllDirectories).Single();

    private string Changed() => Dotnet("msbuild", "-t:NoticeChanges", "-getProperty:SomethingChanged");

    private string Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, WorkingDirectory = _scratch.Path };
        // Whatever is set for the build around the tests is not meant for this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {output}");
        return output.Trim();
    }
}
