using ModelZoo.Benchmarks;

return args switch
{
    ["operators", .. var rest] => OperatorCost.Run(rest),
    ["optimizers", .. var rest] => OptimizerBenchmark.Run(rest),
    ["data", .. var rest] => DataBenchmark.Run(rest),
    ["soak", .. var rest] => MemorySoak.Run(rest),
    ["resume", .. var rest] => ResumeCampaign.Run(rest),
    ["trainer", .. var rest] => TrainerOverhead.Run(rest),
    ["predict", .. var rest] => PredictBenchmark.Run(rest),
    ["recipes", .. var rest] => RecipeCampaign.Run(rest),
    ["mistakes", .. var rest] => MistakeTimes.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run --project benchmarks -- operators [--rounds N]
                                                  optimizers [--rounds N] [--threads N] [--no-peer]
                                                  data [PICTURE_FOLDER]
                                                  soak [scoped|forgetful|threads] [--steps N]
                                                  resume [--stops N] [--kills N] [--models a,b]
                                                  trainer [--rounds N]
                                                  predict [--rounds N]
                                                  recipes [--models a,b] [--estimate] [--pages]
                                                  mistakes [--rounds N]
        """);
    return 2;
}
