using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace ModelZoo.Tests.Cli.Display;

/// <summary>The program on terminals of several widths. util-linux's script makes the terminal.</summary>
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
    public void Narrow_list_names_the_columns_it_leaves_out_and_cuts_no_others()
    {
        var narrow = Lines(OnTerminal(80, "list"));
        Assert.Contains(narrow, line => line.StartsWith("(Not shown in 80 columns:", StringComparison.Ordinal));
        Assert.DoesNotContain(narrow, line => line.EndsWith('…'));
        Assert.All(ZooEntries.Own, name =>
            Assert.Contains(narrow, line => line.StartsWith(name + " ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(140)]
    public void Training_fits_the_terminal_except_for_the_RESULT_line(int columns)
    {
        using var scratch = new Scratch();
        var screen = OnTerminal(columns, ["--model", "mlp", .. Small, "--validation", "0.1", "--output", scratch.Path]);
        Assert.Contains("\u001b[", screen);
        // This includes lines that were drawn over. A folder's path has no spaces where it could be wrapped.
        var lines = Lines(screen).Where(line => !line.Contains("RESULT {") && !line.Contains(scratch.Path));
        Assert.All(lines, line => Assert.True(line.Length <= columns, $"{line.Length}: {line}"));
        Assert.Contains(lines, line => line.Contains("val accuracy"));
    }

    [Fact]
    public void Terminal_shows_no_color_with_NO_COLOR()
    {
        using var scratch = new Scratch();
        var screen = OnTerminal(80, ["--model", "softmax", .. Small, "--output", scratch.Path], "NO_COLOR=1");
        // 30 to 49 and 90 to 107 are colors; 1 starts bold, 0 ends it.
        Assert.DoesNotMatch(@"\x1b\[([0-9;]*;)?(3|4|9|10)\d(;[0-9;]*)?m", screen);
        Assert.Contains("test accuracy", screen);
    }

    [Fact]
    public void Pipe_gets_plain_lines()
    {
        using var scratch = new Scratch();
        var train = $"--model softmax {string.Join(' ', Small)} --output {scratch.Path}";
        foreach (var arguments in new[] { train, "list", "doctor", "help", "summary --model lenet" })
        {
            var piped = Program.Run(arguments.Split(' '));
            Assert.DoesNotContain('\u001b', piped.Output + piped.Error);
            Assert.DoesNotContain('\r', piped.Output);
        }
    }

    private static string[] Lines(string screen) =>
        [.. Escape().Replace(screen, "").Split('\n').SelectMany(line => line.TrimEnd('\r').Split('\r'))];

    private static string OnTerminal(int columns, params string[] arguments) => OnTerminal(columns, arguments, "");

    private static string OnTerminal(int columns, string[] arguments, string variable)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll");
        var command = $"stty cols {columns} rows 40; exec env TERM=xterm-256color MODELZOO_TUNE=off {variable} "
            + $"dotnet {program} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", command, "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var screen = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return screen;
    }
}
