using static TorchSharp.torch;
using static TorchSharp.torch.nn.init;

namespace ModelZoo.Training.Runs;

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
        ("xavier-normal", w => xavier_normal_(w)),
        ("kaiming-uniform", w => kaiming_uniform_(w, 0, FanInOut.FanIn, NonlinearityType.ReLU)),
        ("kaiming-normal", w => kaiming_normal_(w, 0, FanInOut.FanIn, NonlinearityType.ReLU)),
        // LeCun et al. 1998: variance 1 / fan-in, which is Kaiming's with a gain of 1.
        ("lecun-uniform", w => kaiming_uniform_(w, 0, FanInOut.FanIn, NonlinearityType.Linear)),
        ("lecun-normal", w => kaiming_normal_(w, 0, FanInOut.FanIn, NonlinearityType.Linear)),
        ("orthogonal", w => orthogonal_(w)),
        // What linear layers and convolutions begin with by themselves: U(-a, a) with a = 1 / sqrt(fan-in).
        ("layer", w => kaiming_uniform_(w, Math.Sqrt(5))),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    public static void Apply(string name, nn.Module model)
    {
        var parts = name.Split('+', 2);
        var (weights, biases) = (Find(parts[0]), parts.Length > 1 ? Find(parts[1]) : null);
        using var recording = no_grad();
        foreach (var (parameterName, parameter) in model.named_parameters())
            if (parameter.ndim >= 2)
                weights(parameter);
            else if (parameterName.Contains("bias", StringComparison.Ordinal))
                biases?.Invoke(parameter);
    }

    private static Action<Tensor> Find(string name) => Array.Find(Table, row => row.Name == name) is { Name: not null } found ? found.Fill : throw NearestName.Unknown("initialisation", name, Names);
}
