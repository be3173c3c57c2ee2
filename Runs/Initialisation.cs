using ModelZoo.Parts;
using ModelZoo.Training.Names;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.init;

namespace ModelZoo.Runs;

/// <summary>
/// Starting weights by name, for all weights of a network with two dimensions or more; biases stay as they are, unless another name is
/// said for them: normal+zeros.
/// </summary>
public static class Initialisation
{
    private static readonly (string Name, Action<Tensor> Fill)[] Table =
    [
        ("zeros", w => zeros_(w)),
        ("uniform", w => uniform_(w, -0.05, 0.05)),
        ("normal", w => normal_(w, 0, 0.01)),
        ("xavier-uniform", w => xavier_uniform_(w)),
        ("xavier-normal", w => Initialize.XavierNormal(w)),
        ("kaiming-uniform", w => kaiming_uniform_(w, 0, FanInOut.FanIn, NonlinearityType.ReLU)),
        ("kaiming-normal", w => kaiming_normal_(w, 0, FanInOut.FanIn, NonlinearityType.ReLU)),
        // LeCun et al. 1998: variance 1 / fan-in, which is Kaiming's with a gain of 1.
        ("lecun-uniform", w => kaiming_uniform_(w, 0, FanInOut.FanIn, NonlinearityType.Linear)),
        ("lecun-normal", w => kaiming_normal_(w, 0, FanInOut.FanIn, NonlinearityType.Linear)),
        ("orthogonal", w => orthogonal_(w)),
        // What linear layers and convolutions begin with by themselves: U(-a, a) with a = 1 / sqrt(fan-in).
        ("layer", w => kaiming_uniform_(w, Math.Sqrt(5))),
    ];

    // Those that ask for no fan-in.
    private static readonly string[] ForBiases = ["zeros", "uniform", "normal"];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    /// <summary>Refuses a name that there is not.</summary>
    public static void Check(string name) => Find(name);

    public static void Apply(string name, nn.Module model)
    {
        var (weights, biases) = Find(name);
        using var recording = no_grad();
        foreach (var (place, parameter) in model.named_parameters())
            if (parameter.ndim >= 2)
                weights(parameter);
            else if (place.Contains("bias", StringComparison.Ordinal))
                biases?.Invoke(parameter);
    }

    private static (Action<Tensor> Weights, Action<Tensor>? Biases) Find(string name)
    {
        var parts = name.Split('+', 2);
        return (Find(parts[0], Names), parts.Length > 1 ? Find(parts[1], ForBiases) : null);
    }

    private static Action<Tensor> Find(string name, IReadOnlyList<string> among) =>
        among.Contains(name) ? Array.Find(Table, row => row.Name == name).Fill : throw NearestName.Unknown("initialisation", name, among);
}
