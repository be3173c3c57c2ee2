using Xunit;

namespace ModelZoo.Tests.Cli;

public class CompletionTests
{
    [Theory]
    [InlineData("modelzoo sum", "summary")]
    [InlineData("modelzoo --mom", "--momentum")]
    [InlineData("modelzoo --model resnet1", "resnet18")]
    [InlineData("modelzoo --optimizer ada", "adamw")]
    [InlineData("modelzoo --dataset fash", "fashion-mnist")]
    public void A_word_begun_is_completed(string line, string expected) =>
        Assert.Contains(expected, Program.Run($"[suggest:{line.Length}]", line).Output.Split('\n'));

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Each_shell_gets_a_script_that_asks_the_program(string shell) =>
        Assert.Contains("[suggest:", Program.Run("completion", shell).Output);

    [Fact]
    public void Bash_completes_by_the_script()
    {
        using var scratch = new Scratch();
        var tool = scratch["modelzoo"];
        File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet {Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll")} \"$@\"\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(scratch["script"], Program.Run("completion", "bash").Output);
        var start = new System.Diagnostics.ProcessStartInfo("bash", ["-c", $"PATH={scratch.Path}:$PATH; . {scratch["script"]}; COMP_LINE='modelzoo doc'; COMP_POINT=12; COMP_WORDS=(modelzoo doc); COMP_CWORD=1; _modelzoo; echo \"${{COMPREPLY[@]}}\""]) { RedirectStandardOutput = true };
        using var bash = System.Diagnostics.Process.Start(start)!;
        Assert.Equal("doctor", bash.StandardOutput.ReadToEnd().Trim());
    }

    [Fact]
    public void A_response_file_holds_options_and_a_missing_one_is_said()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["args.rsp"], "--model softmax\n--dataset glyphs\n--limit-train 100\n--dry-run\n");
        Assert.Equal(0, Program.Run("@" + scratch["args.rsp"]).Code);
        var missing = Program.Run("@" + scratch["none.rsp"]);
        Assert.Equal(2, missing.Code);
        Assert.Contains("none.rsp", missing.Error);
    }

    [Fact]
    public void Help_names_the_program_as_people_type_it()
    {
        var help = Program.Run("help").Output;
        Assert.Contains("modelzoo [command] [options]", help);
        Assert.DoesNotContain("modelzoo-cli", help);
    }
}
