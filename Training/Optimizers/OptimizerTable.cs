using ModelZoo.Training.Names;

namespace ModelZoo.Training.Optimizers;

/// <summary>The optimizers by their names on the command line, each with its default rate.</summary>
public static class OptimizerTable
{
    /// <summary>Null means the optimizer's own default. If there are two betas, momentum is beta1.</summary>
    public sealed record Settings(double? Lr = null, double? Momentum = null, double? WeightDecay = null);

    private sealed record Row(string Name, double Lr, Maker Make, double Momentum = 0.9, double Decay = 0);

    // The rest has no momentum, or calls it beta1.
    private static readonly string[]
        WithMomentum = ["sgd", "momentum", "nesterov", "rmsprop", "rmsprop-centered", "lars"],
        WithBeta = ["adam", "adamw", "amsgrad", "adamax", "nadam", "radam", "yogi", "lion", "lamb"],
        WithoutDecay = ["rprop", "lbfgs"];

    private delegate Optimizer Maker(Tensor[] parameters, double lr, double momentum, double decay);

    // Momentum and decay are defaults too.
    private static readonly Row[] Table =
    [
        new("sgd", 0.1, (p, lr, m, wd) => new SGD(p, lr, m, weight_decay: wd), Momentum: 0),
        new("momentum", 0.1, (p, lr, m, wd) => new SGD(p, lr, m, weight_decay: wd)),
        new("nesterov", 0.1, (p, lr, m, wd) => new SGD(p, lr, m, weight_decay: wd, nesterov: true)),
        new("adagrad", 1e-2, (p, lr, _, wd) => new Adagrad(p, lr, weight_decay: wd)),
        new("rmsprop", 1e-2, (p, lr, m, wd) => new RMSprop(p, lr, weight_decay: wd, momentum: m), Momentum: 0),
        new("rmsprop-centered", 1e-2,
            (p, lr, m, wd) => new RMSprop(p, lr, weight_decay: wd, momentum: m, centered: true), Momentum: 0),
        new("adadelta", 1, (p, lr, _, wd) => new Adadelta(p, lr, weight_decay: wd)),
        new("adam", 1e-3, (p, lr, m, wd) => new Adam(p, lr, m, weight_decay: wd)),
        new("adamw", 1e-3, (p, lr, m, wd) => new AdamW(p, lr, m, weight_decay: wd), Decay: 1e-2),
        new("amsgrad", 1e-3, (p, lr, m, wd) => new Adam(p, lr, m, weight_decay: wd, amsgrad: true)),
        new("adamax", 2e-3, (p, lr, m, wd) => new Adamax(p, lr, m, weight_decay: wd)),
        new("nadam", 2e-3, (p, lr, m, wd) => new NAdam(p, lr, m, weight_decay: wd)),
        new("radam", 1e-3, (p, lr, m, wd) => new RAdam(p, lr, m, weight_decay: wd)),
        new("yogi", 1e-2, (p, lr, m, wd) => new Yogi(p, lr, m, weight_decay: wd)),
        new("lion", 1e-4, (p, lr, m, wd) => new Lion(p, lr, m, weight_decay: wd)),
        new("lamb", 1e-3, (p, lr, m, wd) => new LAMB(p, lr, m, weight_decay: wd), Decay: 1e-2),
        new("lars", 1, (p, lr, m, wd) => new LARS(p, lr, m, wd)),
        new("rprop", 1e-2, (p, lr, _, _) => new Rprop(p, lr)),
        new("lbfgs", 1, (p, lr, _, _) => new LBFGS(p, lr, strong_wolfe: true)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    /// <summary>The optimizer's default rate.</summary>
    public static double Rate(string name) => Find(name).Lr;

    /// <summary>Refuses settings that the optimizer would ignore.</summary>
    internal static void Check(string name, Settings settings)
    {
        if (settings.Momentum is { } momentum && !WithMomentum.Contains(name))
            throw new ArgumentException($"{name} has no momentum: "
                + (WithBeta.Contains(name) ? $"its like is --optimizer {name}:beta1={momentum}." : "leave it out."));
        if (settings.WeightDecay > 0 && WithoutDecay.Contains(name))
            throw new ArgumentException($"{name} has no weight decay: leave --weight-decay out.");
    }

    /// <summary>An optimizer by its name, or a name with PyTorch's options: adam:beta2=0.99,eps=1e-6.</summary>
    public static Optimizer Create(string text, IEnumerable<Tensor> parameters, Settings? settings = null)
    {
        var options = new NamedOptions(text);
        var row = Find(options.Name);
        var (lr, momentum, decay) = settings ?? new();
        var optimizer = row.Make([.. parameters], lr ?? row.Lr, momentum ?? row.Momentum, decay ?? row.Decay);
        foreach (var group in optimizer.param_groups)
            foreach (var name in options.Given)
                group[name] = options.Get(name, 0);
        return optimizer;
    }

    private static Row Find(string name) =>
        Array.Find(Table, row => row.Name == name) ?? throw NearestName.Unknown("optimizer", name, Names);
}
