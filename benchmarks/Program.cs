using ModelZoo.Benchmarks;

return args switch
{
    ["operators", .. var rest] => OperatorCost.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run --project benchmarks -- operators [--rounds N]");
    return 2;
}
