using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Every optimizer by the name that the command line takes, with the rate it starts from where none is given.</summary>
public static class Optimizers
{
    /// <summary>What the command line may set; null leaves the optimizer's own default.</summary>
    public sealed record Settings(double? Lr = null, double? Momentum = null, double? WeightDecay = null);

    private sealed record Row(string Name, double Lr, Func<Tensor[], Settings, Optimizer> Make);

    private static readonly Row[] Table =
    [
        new("sgd", 0.1, (p, s) => new SGD(p, s.Lr!.Value, s.Momentum ?? 0, weight_decay: s.WeightDecay ?? 0)),
        new("momentum", 0.1, (p, s) => new SGD(p, s.Lr!.Value, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("nesterov", 0.1, (p, s) => new SGD(p, s.Lr!.Value, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0, nesterov: true)),
        new("adam", 1e-3, (p, s) => new Adam(p, s.Lr!.Value, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0)),
        new("adamw", 1e-3, (p, s) => new AdamW(p, s.Lr!.Value, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 1e-2)),
        new("amsgrad", 1e-3, (p, s) => new Adam(p, s.Lr!.Value, s.Momentum ?? 0.9, weight_decay: s.WeightDecay ?? 0, amsgrad: true)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    public static Optimizer Create(string name, IEnumerable<Tensor> parameters, Settings? settings = null)
    {
        var row = Array.Find(Table, row => row.Name == name) ?? throw NearestName.Unknown("optimizer", name, Names);
        settings ??= new Settings();
        return row.Make([.. parameters], settings with { Lr = settings.Lr ?? row.Lr });
    }
}
