using System.Reflection;
using TorchSharp.Modules;

namespace ModelZoo.Tracing;

/// <summary>Hooks on all layers of a network, which know the running layer. Disposing removes them.</summary>
internal sealed class LayerHooks : IDisposable
{
    private readonly List<Action> _remove = [];
    private readonly Stack<string> _running = new();

    /// <param name="before">Called before a layer that counts as one operator, with its name and arguments.</param>
    /// <param name="after">Called after it, with its result.</param>
    internal LayerHooks(nn.Module network, Action<string, object?[]> before, Action<Tensor> after)
    {
        foreach (var (name, module) in network.named_modules().Prepend(("", network)))
        {
            Register(module, "register_forward_pre_hook", _ => _running.Push(name));
            if (module is nn.Module<Tensor, Tensor> layer && OneOperator(layer) is { } known)
            {
                _remove.Add(layer.register_forward_pre_hook((_, input) =>
                {
                    before(known.Name, [input, .. known.Arguments]);
                    return input;
                }).remove);
                _remove.Add(layer.register_forward_hook((_, _, output) =>
                {
                    after(output);
                    return output;
                }).remove);
            }
            Register(module, "register_forward_hook", _ => _running.TryPop(out var _));
        }
    }

    /// <summary>The innermost running layer; null outside of all.</summary>
    internal string? Running => _running.TryPeek(out var layer) ? layer : null;

    public void Dispose() => _remove.ForEach(remove => remove());

    // Every kind of module has these two methods, whatever it is called with.
    private void Register(nn.Module module, string method, Action<nn.Module> hook)
    {
        if (module.GetType().GetMethod(method, [typeof(Action<nn.Module>)]) is not { } register)
            return;
        var remover = register.Invoke(module, [hook])!;
        var remove = remover.GetType().GetMethod("remove", BindingFlags.Public | BindingFlags.Instance)!;
        _remove.Add(() => remove.Invoke(remover, []));
    }

    // Layers whose operator takes numbers, or that TorchSharp computes in parts of which one does. These parts are
    // hidden from libtorch 2.10's interface.
    private static (string Name, object?[] Arguments)? OneOperator(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        Linear linear => ("aten::linear", [linear.weight, linear.bias]),
        LeakyReLU leaky => ("aten::leaky_relu", [leaky.negative_slope]),
        Mish _ => ("aten::mish", []),
        ReLU6 _ => ("aten::relu6", []),
        Hardtanh hard => ("aten::hardtanh", [hard.min_val, hard.max_val]),
        ELU elu => ("aten::elu", [elu.alpha, 1.0, 1.0]),
        CELU celu => ("aten::celu", [celu.alpha]),
        Softplus softplus => ("aten::softplus", [softplus.beta, softplus.threshold]),
        Hardshrink shrink => ("aten::hardshrink", [shrink.lambda]),
        Softshrink shrink => ("aten::softshrink", [shrink.lambda]),
        Threshold threshold => ("aten::threshold", [threshold.threshold, threshold.value]),
        LocalResponseNorm norm => ("local_response_norm", [norm.size, norm.alpha, norm.beta, norm.k]),
        _ => null,
    };
}
