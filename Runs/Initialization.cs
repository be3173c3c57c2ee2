using ModelZoo.Parts;
using ModelZoo.Training.Names;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.init;

namespace ModelZoo.Runs;

/// <summary>
/// Initial weights by name, for all weights with two dimensions or more. Biases stay as they are unless a second name
/// is given for them: normal+zeros.
/// </summary>
internal static class Initialization
{
    private static readonly Dictionary<string, Action<Tensor>> Table = new()
    {
        ["zeros"] = w => zeros_(w),
        ["uniform"] = w => uniform_(w, -0.05, 0.05),
        ["normal"] = w => normal_(w, 0, 0.01),
        ["xavier-uniform"] = w => xavier_uniform_(w),
        ["xavier-normal"] = w => Initialize.XavierNormal(w),
        ["kaiming-uniform"] = w => kaiming_uniform_(w, 0, FanInOut.FanIn, NonlinearityType.ReLU),
        ["kaiming-normal"] = w => kaiming_normal_(w, 0, FanInOut.FanIn, NonlinearityType.ReLU),
        // LeCun et al. 1998: variance 1 / fan-in, which is Kaiming's with a gain of 1.
        ["lecun-uniform"] = w => kaiming_uniform_(w, 0, FanInOut.FanIn, NonlinearityType.Linear),
        ["lecun-normal"] = w => kaiming_normal_(w, 0, FanInOut.FanIn, NonlinearityType.Linear),
        ["orthogonal"] = w => orthogonal_(w),
        // The default of linear layers and convolutions: U(-a, a) with a = 1 / sqrt(fan-in).
        ["layer"] = w => kaiming_uniform_(w, Math.Sqrt(5)),
    };

    // Those that need no fan-in.
    private static readonly string[] ForBiases = ["zeros", "uniform", "normal"];

    internal static IReadOnlyCollection<string> Names => Table.Keys;

    internal static void Check(string name) => Find(name);

    internal static void Apply(string name, nn.Module model)
    {
        var (weights, biases) = Find(name);
        using var unrecorded = no_grad();
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

    private static Action<Tensor> Find(string name, IReadOnlyCollection<string> names) =>
        names.Contains(name) ? Table[name] : throw NearestName.Unknown("initialization", name, names);
}
