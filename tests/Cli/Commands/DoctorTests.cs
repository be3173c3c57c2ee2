using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli.Commands;

public class DoctorTests
{
    [Fact]
    public void Doctor_lists_each_kept_calibration()
    {
        using var cache = new Scratch();
        Directory.CreateDirectory(cache["modelzoo"]);
        File.WriteAllText(Path.Combine(cache["modelzoo"], "calibration.json"), """
            {"lenet batch 256 fp32; libtorch 1.13.0; 2 threads": {"Threads": 2, "Layout": "channels-last"},
             "lenet batch 256 bf16; libtorch 1.13.0; 2 threads": {"Threads": 1, "Layout": "contiguous"}}
            """);
        var environment = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = cache.Path };
        var ended = Program.RunWith(environment, "doctor", "--json");
        var found = JsonNode.Parse(ended.Output)!.AsArray()
            .ToDictionary(row => (string)row!["name"]!, row => (string)row!["value"]!);
        Assert.Equal("2 threads, channels-last", found["tuned: lenet batch 256 fp32; libtorch 1.13.0; 2 threads"]);
        Assert.Equal("1 thread, contiguous", found["tuned: lenet batch 256 bf16; libtorch 1.13.0; 2 threads"]);
    }
}
