using System.Text.Json.Nodes;
using ModelZoo.Tests.Cli;
using Xunit;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Which libtorch is loaded and how it is tuned: each choice is shown, can be changed, and fails in one sentence.</summary>
public sealed class LoaderTests
{
    private static Dictionary<string, string> With(string variable, string value) => new() { [variable] = value };

    private static void AssertSentence(Program.Ended ended, params string[] parts)
    {
        Assert.Equal(1, ended.Code);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
        Assert.All(parts, part => Assert.Contains(part, ended.Error));
    }

    [Fact]
    public void A_LIBTORCH_that_does_not_exist_is_named_in_a_sentence() =>
        AssertSentence(Program.RunWith(With("LIBTORCH", "/nowhere/libtorch"), "doctor"), "LIBTORCH is '/nowhere/libtorch'", "libtorch_cpu.so", "unset it");

    [Fact]
    public void A_LIBTORCH_without_libtorch_is_named_in_a_sentence()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["lib"]);
        AssertSentence(Program.RunWith(With("LIBTORCH", scratch.Path), "summary", "--model", "lenet"), $"LIBTORCH is '{scratch.Path}'", "libtorch_cpu.so", "unset it");
    }

    [Fact]
    public void A_libtorch_that_is_no_library_is_named_in_a_sentence()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["lib"]);
        File.WriteAllText(Path.Combine(scratch["lib"], "libtorch_cpu.so"), "not a library");
        AssertSentence(Program.RunWith(With("LIBTORCH", scratch.Path), "doctor"), Path.Combine(scratch["lib"], "libtorch_cpu.so"), "does not load");
    }

    [Fact]
    public void LIBTORCH_is_taken_before_the_system_and_brings_its_own_BLAS()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["lib"]);
        foreach (var library in Directory.EnumerateFiles(global::LibTorch.Runtime.Folder, "lib*.so"))
            if (Path.GetFileName(library) is "libc10.so" or "libtorch.so" or "libtorch_cpu.so")
                File.CreateSymbolicLink(Path.Combine(scratch["lib"], Path.GetFileName(library)), library);
        var found = Doctor(With("LIBTORCH", scratch.Path));
        Assert.EndsWith($" in {scratch["lib"]}", found["libtorch"].Value);
        Assert.Equal("system", found["MODELZOO_BLAS"].Value);
    }

    [Fact]
    public void A_missing_shim_is_named_in_a_sentence()
    {
        using var scratch = new Scratch();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, scratch[Path.GetFileName(file)]);
        AssertSentence(Program.RunFrom(scratch.Path, "doctor"), "libmodelzoo_torch.so is missing", "build the project again");
    }

    [Theory]
    [InlineData("OPENBLAS_CORETYPE", "Haswell")]
    [InlineData("ATEN_CPU_CAPABILITY", "default")]
    [InlineData("OMP_NUM_THREADS", "1")]
    [InlineData("MODELZOO_BLAS", "system")]
    [InlineData("MODELZOO_MALLOC", "system")]
    [InlineData("MODELZOO_ALLOCATOR", "system")]
    public void A_choice_of_the_runtime_is_shown_and_gives_way_to_its_variable(string variable, string value)
    {
        var chosen = Doctor([])[variable];
        Assert.NotEqual(value, chosen.Value);
        Assert.NotEmpty(chosen.Why);
        var given = Doctor(With(variable, value));
        Assert.Equal(value, given[variable].Value);
        Assert.Contains(given[variable].Why, new[] { "set by the user", "asked for" });
        if (variable == "OMP_NUM_THREADS")
            Assert.Equal("1", given["threads"].Value);
    }

    private static Dictionary<string, (string Value, string Why)> Doctor(Dictionary<string, string> environment)
    {
        // A test must see what a plain start chooses, whatever the tests themselves were started with.
        foreach (var variable in new[] { "OPENBLAS_CORETYPE", "ATEN_CPU_CAPABILITY", "OMP_NUM_THREADS", "MODELZOO_BLAS", "MODELZOO_MALLOC", "MODELZOO_ALLOCATOR" })
            environment.TryAdd(variable, "");
        var ended = Program.RunWith(environment, "doctor", "--json");
        Assert.Equal(0, ended.Code);
        return JsonNode.Parse(ended.Output)!.AsArray().ToDictionary(finding => (string)finding!["name"]!, finding => ((string)finding!["value"]!, (string)finding["why"]!));
    }
}
