using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Every optimizer by the name that the command line takes, with the rate it starts from where none is given.</summary>
public static class OptimizerTable
{
    /// <summary>What the command line may set; null leaves the optimizer's own default. Momentum is beta1 where there are two betas.</summary>
    public sealed record Settings(double? Lr = null, double? Momentum = null, double? WeightDecay = null)
    {
        internal double Rate => Lr ?? throw new InvalidOperationException("The table fills in the rate.");
    }

    private sealed record Row(string Name, double Lr, Func<Tensor[], Settings, Optimizer> Make);

    private static readonly Row[] Table =
    [
        new("sgd", 0.1, (p, s) => new SGD(p, s.Rate, s.Momentum ?? 0, weight_decay: s.WeightDecay ?? 0)),
        new("momentum", 0.1, (p, s) => new SGD(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("nesterov", 0.1, (p, s) => new SGD(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0, nesterov: true)),
        new("adagrad", 1e-2, (p, s) => new Adagrad(p, s.Rate, weight_decay: s.WeightDecay ?? 0)),
        new("rmsprop", 1e-2, (p, s) => new RMSprop(p, s.Rate, weight_decay: s.WeightDecay ?? 0, momentum: s.Momentum ?? 0)),
        new("rmsprop-centered", 1e-2, (p, s) => new RMSprop(p, s.Rate, weight_decay: s.WeightDecay ?? 0, momentum: s.Momentum ?? 0, centered: true)),
        new("adadelta", 1, (p, s) => new Adadelta(p, s.Rate, weight_decay: s.WeightDecay ?? 0)),
        new("adam", 1e-3, (p, s) => new Adam(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("adamw", 1e-3, (p, s) => new AdamW(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 1e-2)),
        new("amsgrad", 1e-3, (p, s) => new Adam(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0, amsgrad: true)),
        new("adamax", 2e-3, (p, s) => new Adamax(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("nadam", 2e-3, (p, s) => new NAdam(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("radam", 1e-3, (p, s) => new RAdam(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("yogi", 1e-2, (p, s) => new Yogi(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("lion", 1e-4, (p, s) => new Lion(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("lamb", 1e-3, (p, s) => new LAMB(p, s.Rate, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 1e-2)),
        new("lars", 1, (p, s) => new LARS(p, s.Rate, s.Momentum ?? 0.9, s.WeightDecay ?? 0)),
        new("rprop", 1e-2, (p, s) => new Rprop(p, s.Rate)),
        new("lbfgs", 1, (p, s) => new LBFGS(p, s.Rate, strong_wolfe: true)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    /// <summary>The rate that the optimizer starts from where none is given.</summary>
    public static double Rate(string name) => Find(name).Lr;

    /// <summary>An optimizer by its name, or a name with options by PyTorch's names: adam:beta2=0.99,eps=1e-6.</summary>
    public static Optimizer Create(string text, IEnumerable<Tensor> parameters, Settings? settings = null)
    {
        var options = new NamedOptions(text);
        settings ??= new Settings();
        var row = Find(options.Name);
        var optimizer = row.Make([.. parameters], settings with { Lr = settings.Lr ?? row.Lr });
        foreach (var group in optimizer.param_groups)
            foreach (var name in options.Given)
                group[name] = options.Get(name, 0);
        return optimizer;
    }

    private static Row Find(string name) => Array.Find(Table, row => row.Name == name) ?? throw NearestName.Unknown("optimizer", name, Names);
}
