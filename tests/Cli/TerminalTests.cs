
using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace ModelZoo.Tests.Cli;

/// <summary>The real program on a terminal of a certain width, by util-linux's script, which makes one.</summary>
public partial class TerminalTests
{
    private static readonly string[] Small = ["--limit-train", "1000", "--limit-test", "100", "--epochs", "2"];

    [GeneratedRegex(@"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]")]
    private static partial Regex Escape();

    [Theory]
    [InlineData(80, "list")]
    [InlineData(80, "list --datasets")]
    [InlineData(80, "summary --model resnet18")]
    [InlineData(80, "summary --model lenet")]
    [InlineData(80, "doctor")]
    [InlineData(80, "reproduce")]
    [InlineData(80, "help")]
    [InlineData(80, "help tune")]
    [InlineData(60, "list")]
    [InlineData(60, "doctor")]
    [InlineData(140, "list")]
    [InlineData(140, "summary --model googlenet")]
    public void No_line_is_wider_than_the_terminal(int columns, string arguments)
    {
        var lines = Lines(OnTerminal(columns, arguments.Split(' ')));
        Assert.True(lines.Length > 10);
        Assert.All(lines, line => Assert.True(line.Length <= columns, $"{line.Length}: {line}"));
    }

    [Fact]
    public void A_narrow_list_says_what_it_leaves_out_and_cuts_nothing_that_it_shows()
    {
        var narrow = Lines(OnTerminal(80, "list"));
        Assert.Contains(narrow, line => line.StartsWith("(Not shown in 80 columns:", StringComparison.Ordinal));
        Assert.DoesNotContain(narrow, line => line.EndsWith('…'));
        Assert.All(ZooEntries.Own, name => Assert.Contains(narrow, line => line.StartsWith(name + " ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(140)]
    public void A_run_fits_the_terminal_except_for_the_line_for_programs(int columns)
    {
        using var scratch = new Scratch();
        var screen = OnTerminal(columns, ["--model", "mlp", .. Small, "--validation", "0.1", "--output", scratch.Path]);
        Assert.Contains("\u001b[", screen);
        // What a line showed before it was drawn anew is checked too; a folder's path has no spaces to be broken at.
        var lines = Lines(screen).Where(line => !line.Contains("RESULT {") && !line.Contains(scratch.Path));
        Assert.All(lines, line => Assert.True(line.Length <= columns, $"{line.Length}: {line}"));
        Assert.Contains(lines, line => line.Contains("val accuracy"));
    }

    [Fact]
    public void With_NO_COLOR_a_terminal_shows_no_colour()
    {
        using var scratch = new Scratch();
        var screen = OnTerminal(80, ["--model", "softmax", .. Small, "--output", scratch.Path], "NO_COLOR=1");
        // 30 to 49 and 90 to 107 are colours; 1 is bold, 0 the end of it.
        Assert.DoesNotMatch(@"\x1b\[([0-9;]*;)?(3|4|9|10)\d(;[0-9;]*)?m", screen);
        Assert.Contains("test accuracy", screen);
    }

    [Fact]
    public void A_pipe_gets_plain_lines()
    {
        using var scratch = new Scratch();
        foreach (var arguments in new string[][] { ["--model", "softmax", .. Small, "--output", scratch.Path], ["list"], ["doctor"], ["help"], ["summary", "--model", "lenet"] })
        {
            var piped = Program.Run(arguments);
            Assert.DoesNotContain('\u001b', piped.Output + piped.Error);
            Assert.DoesNotContain('\r', piped.Output);
        }
    }

    private static string[] Lines(string screen) => [.. Escape().Replace(screen, "").Split('\n').SelectMany(line => line.TrimEnd('\r').Split('\r'))];

    private static string OnTerminal(int columns, params string[] arguments) => OnTerminal(columns, arguments, "TERM=xterm-256color");

    private static string OnTerminal(int columns, string[] arguments, string variable)
    {
        var command = $"stty cols {columns} rows 40; exec env TERM=xterm-256color MODELZOO_TUNE=off {variable} dotnet {Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll")} {string.Join(' ', arguments)}";
        using var process = Process.Start(new ProcessStartInfo("script", ["--quiet", "--return", "--command", command, "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var screen = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return screen;
    }
}
