using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.Training.Inference;

/// <summary>
/// Batch norms that follow a convolution, computed by that convolution: w' = w g / σ, b' = (b - μ) g / σ + β. Saves a pass over every
/// map. Which norm follows which convolution is seen by running an example; that the output stays the same is tried before it counts.
/// </summary>
public static class FoldedNorms
{
    private const double Tolerance = 1e-3;

    /// <summary>How many were. The network must be in evaluation mode; what is recorded of its weights is lost.</summary>
    public static int Apply(nn.Module network, Tensor example) => Fold(network, example).Length;

    /// <summary>Until it is disposed; then the network has its own weights again, the very same tensors.</summary>
    internal static IDisposable During(nn.Module network, Tensor example) => new Region(Fold(network, example));

    // What takes each of them back.
    private static Action[] Fold(nn.Module network, Tensor example)
    {
        if (!FastPath.CanFold)
            return [];
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var (before, pairs) = Watch(network, example);
        if (pairs.Count == 0)
            return [];
        var undo = pairs.Select(pair => Fold(pair.Convolution, pair.Norm)).ToArray();
        Array.Reverse(undo);   // a convolution that runs twice was folded twice
        var after = Example.Run(network, example);
        var scale = before.abs().max();
        if ((after - before).abs().max().le(scale * Tolerance).item<bool>())
            return undo;
        foreach (var back in undo)
            back();
        return [];
    }

    private sealed class Region(Action[] undo) : IDisposable
    {
        public void Dispose()
        {
            foreach (var back in undo)
                back();
        }
    }

    // A norm whose input is a convolution's own output, the very same tensor.
    private static (Tensor Output, List<(Conv2d Convolution, BatchNorm2d Norm)> Pairs) Watch(nn.Module network, Tensor example)
    {
        var made = new Dictionary<Tensor, Conv2d>(ReferenceEqualityComparer.Instance);
        var pairs = new List<(Conv2d, BatchNorm2d)>();
        var unhook = new List<Action>();
        foreach (var module in network.modules())
        {
            if (module is Conv2d convolution)
                unhook.Add(convolution.register_forward_hook((_, _, output) => { made[output] = convolution; return output; }).remove);
            else if (module is BatchNorm2d { running_mean: not null, weight: not null } norm)
                unhook.Add(norm.register_forward_pre_hook((_, input) =>
                {
                    if (made.Remove(input, out var from))
                        pairs.Add((from, norm));
                    return input;
                }).remove);
        }
        var output = Example.Run(network, example);
        foreach (var undo in unhook)
            undo();
        return (output, pairs);
    }

    private static Action Fold(Conv2d convolution, BatchNorm2d norm)
    {
        var (weight, bias) = (convolution.weight!, convolution.bias);
        var scale = norm.weight! * (norm.running_var! + norm.eps).rsqrt();                              // (maps)
        var shift = norm.bias! - norm.running_mean! * scale;
        convolution.weight = new Parameter((weight * scale.view(-1, 1, 1, 1)).DetachFromDisposeScope(), requires_grad: false);
        convolution.bias = new Parameter((bias is null ? shift : bias * scale + shift).DetachFromDisposeScope(), requires_grad: false);
        FastPath.Pass(norm, true);
        return () =>
        {
            convolution.weight.Dispose();
            convolution.bias.Dispose();
            (convolution.weight, convolution.bias) = (weight, bias);
            FastPath.Pass(norm, false);
        };
    }
}
