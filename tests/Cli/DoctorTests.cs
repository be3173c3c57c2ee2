using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests.Cli;

public class DoctorTests
{
    [Fact]
    public void Every_choice_that_is_kept_is_shown_under_a_name_of_its_own()
    {
        using var cache = new Scratch();
        Directory.CreateDirectory(cache["modelzoo"]);
        File.WriteAllText(Path.Combine(cache["modelzoo"], "calibration.json"), """
            {"lenet batch 256 fp32; libtorch 1.13.0; 2 threads": {"Threads": 2, "Layout": "channels-last"},
             "lenet batch 256 bf16; libtorch 1.13.0; 2 threads": {"Threads": 1, "Layout": "contiguous"}}
            """);
        var ended = Program.RunWith(new Dictionary<string, string> { ["XDG_CACHE_HOME"] = cache.Path }, "doctor", "--json");
        var found = ((JsonArray)JsonNode.Parse(ended.Output)!).ToDictionary(row => (string)row!["name"]!, row => (string)row!["value"]!);
        Assert.Equal("2 threads, channels-last", found["tuned: lenet batch 256 fp32; libtorch 1.13.0; 2 threads"]);
        Assert.Equal("1 thread, contiguous", found["tuned: lenet batch 256 bf16; libtorch 1.13.0; 2 threads"]);
    }
}
