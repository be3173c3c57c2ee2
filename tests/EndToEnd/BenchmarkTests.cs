using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.EndToEnd;

/// <summary>The program in benchmarks/, as built with the solution.</summary>
public class BenchmarkTests
{
    [Fact]
    public void Steps_print_case_milliseconds_and_threads_as_json()
    {
        var (code, output, error) = Run("steps", "--cases", "softmax,lenet", "--rounds", "1", "--seconds", "0.01",
            "--threads", "1", "--no-tune", "--json");
        Assert.True(code == 0, error);
        var rows = JsonNode.Parse(output)!.AsArray();
        Assert.Equal(["softmax", "lenet"], rows.Select(row => (string?)row!["case"]));
        Assert.All(rows, row => Assert.True((double?)row!["ms"] > 0));
        Assert.All(rows, row => Assert.Equal(1, (int?)row!["threads"]));
    }

    [Theory]
    [InlineData("steps --cases lenett", "There is no case 'lenett'")]
    [InlineData("steps --against pithon", "There is no peer 'pithon'")]
    [InlineData("steps --python /nowhere/python3", "There is no /nowhere/python3")]
    [InlineData("steps --against torchsharp --precision bf16", "no autocast on the CPU")]
    [InlineData("steps --cases lenet --threads -1", "--threads a whole number of at least 0")]
    [InlineData("steps --precision fp8", "'bf16'")]
    public void Wrong_usage_is_one_sentence_and_exit_code_2(string arguments, string expected)
    {
        var (code, _, error) = Run(arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.DoesNotContain("   at ", error);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var program = Path.Combine(
            Repository.Root, "artifacts", "bin", "Benchmarks", "release", "ModelZoo.Benchmarks.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
