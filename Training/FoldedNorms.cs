using TorchSharp.Modules;

namespace ModelZoo.Training;

/// <summary>
/// Lets a convolution compute the batch norm that follows it: w' = w g / σ, b' = (b - μ) g / σ + β. This saves a
/// pass over each map. An example shows which norm follows which convolution, and that the output stays.
/// </summary>
internal static class FoldedNorms
{
    private const double Tolerance = 1e-3;

    internal static bool HasNorms(nn.Module network) => network.modules().Any(module => module is BatchNorm2d);

    /// <summary>Folds what can be folded. The network must be in evaluation mode; its own weights are lost.</summary>
    /// <returns>How many norms were folded.</returns>
    internal static int Apply(nn.Module network, Tensor example)
    {
        var folds = FoldAll(network, example);
        foreach (var fold in folds)
            fold.Forget();
        return folds.Length;
    }

    /// <summary>Folds until it is disposed. Then the network has its own weights again, in the same tensors.</summary>
    internal static IDisposable During(nn.Module network, Tensor example) => new Region(FoldAll(network, example));

    // In the order in which they are undone, the last one first: a convolution that runs twice is folded twice.
    private static Fold[] FoldAll(nn.Module network, Tensor example)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var (before, pairs) = Watch(network, example);
        if (pairs.Count == 0)
            return [];
        var folds = pairs.Select(pair => new Fold(pair.Convolution, pair.Norm)).Reverse().ToArray();
        var after = Example.Run(network, example);
        var scale = before.abs().max();
        if ((after - before).abs().max().le(scale * Tolerance).item<bool>())
            return folds;
        foreach (var fold in folds)
            fold.Undo();
        return [];
    }

    private sealed class Region(Fold[] folds) : IDisposable
    {
        public void Dispose()
        {
            foreach (var fold in folds)
                fold.Undo();
        }
    }

    // A norm follows a convolution if its input is the very tensor that the convolution returned.
    private static (Tensor Output, List<(Conv2d Convolution, BatchNorm2d Norm)> Pairs) Watch(nn.Module network,
        Tensor example)
    {
        var made = new Dictionary<Tensor, Conv2d>(ReferenceEqualityComparer.Instance);
        var pairs = new List<(Conv2d, BatchNorm2d)>();
        var unhook = new List<Action>();
        foreach (var module in network.modules())
        {
            if (module is Conv2d convolution)
                unhook.Add(convolution.register_forward_hook((_, _, output) =>
                {
                    made[output] = convolution;
                    return output;
                }).remove);
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

    private sealed class Fold
    {
        [ThreadStatic] private static Tensor? _passing;

        private readonly Conv2d _convolution;
        private readonly Tensor _weight;
        private readonly Tensor? _bias;
        private readonly Tensor _pixel;
        private readonly Action _unhook;

        internal Fold(Conv2d convolution, BatchNorm2d norm)
        {
            _convolution = convolution;
            // Values change in place: TorchSharp disposes a parameter that is replaced, and the optimizer holds it.
            var (weight, bias) = (convolution.weight!, convolution.bias);
            (_weight, _bias) = (weight.clone().DetachFromDisposeScope(), bias?.clone().DetachFromDisposeScope());
            var scale = norm.weight! * (norm.running_var! + norm.eps).rsqrt();                          // (maps)
            var shift = norm.bias! - norm.running_mean! * scale;
            weight.mul_(scale.view(-1, 1, 1, 1));
            if (bias is null)
                convolution.bias = new Parameter(shift, requires_grad: false);
            else
                bias.mul_(scale).add_(shift);

            // TorchSharp's norm cannot be told to return its input, so it computes a single pixel instead.
            _pixel = zeros([1, scale.shape[0], 1, 1], scale.dtype, scale.device).DetachFromDisposeScope();
            var before = norm.register_forward_pre_hook((_, input) =>
            {
                _passing = input;
                return _pixel;
            });
            var after = norm.register_forward_hook((_, _, output) =>
            {
                output.Dispose();
                // An alias, because a Sequential disposes the tensor that it gave the norm.
                return _passing!.alias();
            });
            _unhook = () =>
            {
                before.remove();
                after.remove();
            };
        }

        internal void Undo()
        {
            using var unrecorded = no_grad();
            _unhook();
            _convolution.weight!.copy_(_weight);
            if (_bias is null)
                _convolution.bias = null;
            else
                _convolution.bias!.copy_(_bias);
            _pixel.Dispose();
            Forget();
        }

        /// <summary>Frees the network's own weights.</summary>
        internal void Forget()
        {
            _weight.Dispose();
            _bias?.Dispose();
        }
    }
}
