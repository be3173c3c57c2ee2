using ModelZoo.Datasets.Sets;
using ModelZoo.FullyConnected;
using ModelZoo.Runs;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs;

/// <summary>Issue 22, A 10: a run of the user's own model says who can load it.</summary>
public class OwnModelTests
{
    [Fact]
    public void Checkpoint_names_the_type_and_assembly_that_build_the_network()
    {
        var entry = Zoo.Find("linear-regression") with { Build = arguments => new LinearRegression(arguments.Size) };
        var builder = RunModel.Builder(entry);
        Assert.Equal("ModelZoo.Tests.Runs.OwnModelTests in ModelZoo.Runs.Tests", builder);
        Assert.Null(RunModel.Builder(Zoo.Find("lenet")));
    }

    [Fact]
    public void Run_of_an_own_model_says_that_only_its_program_can_load_it()
    {
        var own = new Checkpoint([], new(1, 1, 2), new(), new LoaderState(0, 0, 0), [], new())
        {
            Builder = "Gated in MyProgram",
        };
        var error = Assert.Throws<RecipeException>(() => RunModel.Find("gated", own));
        Assert.Contains("was added by a program (Gated in MyProgram)", error.Message);
        Assert.Contains("call Zoo.Add there as before", error.Message);
    }
}
