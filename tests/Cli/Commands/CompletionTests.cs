using System.Diagnostics;
using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

public class CompletionTests
{
    [Theory]
    [InlineData("modelzoo sum", "summary")]
    [InlineData("modelzoo --mom", "--momentum")]
    [InlineData("modelzoo --model resnet1", "resnet18")]
    [InlineData("modelzoo --optimizer ada", "adamw")]
    [InlineData("modelzoo --dataset fash", "fashion-mnist")]
    public void Unfinished_word_is_completed(string line, string expected) =>
        Assert.Contains(expected, Program.Run($"[suggest:{line.Length}]", line).Output.Split('\n'));

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Script_for_each_shell_asks_the_program(string shell) =>
        Assert.Contains("[suggest:", Program.Run("completion", shell).Output);

    [Fact]
    public void Bash_completes_a_verb_with_the_script()
    {
        using var scratch = new Scratch();
        var tool = scratch["modelzoo"];
        var program = Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll");
        File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet {program} \"$@\"\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(scratch["script"], Program.Run("completion", "bash").Output);
        var complete = $"PATH={scratch.Path}:$PATH; . {scratch["script"]}; COMP_LINE='modelzoo doc'; COMP_POINT=12; "
            + "COMP_WORDS=(modelzoo doc); COMP_CWORD=1; _modelzoo; echo \"${COMPREPLY[@]}\"";
        var start = new ProcessStartInfo("bash", ["-c", complete]) { RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        Assert.Equal("doctor", bash.StandardOutput.ReadToEnd().Trim());
    }

    [Fact]
    public void Response_file_supplies_options_and_a_missing_one_is_reported()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["args.rsp"], "--model softmax\n--dataset glyphs\n--limit-train 100\n--dry-run\n");
        Assert.Equal(0, Program.Run("@" + scratch["args.rsp"]).Code);
        var missing = Program.Run("@" + scratch["none.rsp"]);
        Assert.Equal(2, missing.Code);
        Assert.Contains("none.rsp", missing.Error);
    }

    [Fact]
    public void Help_shows_the_name_of_the_tool()
    {
        var help = Program.Run("help").Output;
        Assert.Contains("modelzoo [command] [options]", help);
        Assert.DoesNotContain("modelzoo-cli", help);
    }
}
