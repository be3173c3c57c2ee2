using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

/// <summary>Issue 22, A 11 and 13: help in groups, and answers with what was meant.</summary>
public class HelpTests
{
    [Fact]
    public void Help_of_train_shows_every_option_in_a_group()
    {
        var help = Program.Run("help", "train").Output;
        foreach (var title in new[] { "Data:", "Optimization:", "Regularization:", "Run:", "Output:" })
            Assert.Contains($"\n{title}\n", help);
        var optimization = help.Split("\nOptimization:\n")[1].Split("\nRegularization:\n")[0];
        Assert.Contains("--lr <X>", optimization);
        Assert.DoesNotContain("--dropout", optimization);
        Assert.Contains("--output, ", help.Split("\nOutput:\n")[1].Replace("-o, --output", "--output, "));
    }

    [Theory]
    [InlineData("lenet", "Did you mean --model lenet?")]
    [InlineData("help foo", "There is no command 'foo'.")]
    [InlineData("help trian", "There is no command 'trian'. Did you mean train?")]
    public void Word_that_is_no_command_is_answered_with_what_was_meant(string arguments, string expected)
    {
        var ended = Program.Run(arguments.Split(' '));
        Assert.Equal(2, ended.Code);
        Assert.Contains(expected, ended.Error);
    }
}
