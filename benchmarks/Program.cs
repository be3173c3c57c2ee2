using System.CommandLine;
using ModelZoo.Benchmarks;
using ModelZoo.Benchmarks.Steps;
using ModelZoo.Training.Names;

var root = new RootCommand("Measures ModelZoo: dotnet run --project benchmarks -- NAME [options]")
{
    StepsBenchmark.Verb(), OperatorCost.Verb(), OptimizerBenchmark.Verb(), DataBenchmark.Verb(), TrainerOverhead.Verb(),
    PredictBenchmark.Verb(), OnnxBenchmark.Verb(),
    MemorySoak.Verb(), ResumeCampaign.Verb(), RecipeCampaign.Verb(), MistakeTimes.Verb(),
};
var parsed = root.Parse(args.Length > 0 ? args : ["--help"]);
if (parsed.Errors is [var wrong, ..])
{
    Console.Error.WriteLine($"benchmarks: {wrong.Message.ReplaceLineEndings(" ").Replace("\t", "")}");
    return 2;
}
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (RecipeException error)
{
    Console.Error.WriteLine($"benchmarks: {error.Message}");
    return 2;
}
