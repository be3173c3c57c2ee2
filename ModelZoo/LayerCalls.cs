using ModelZoo.Recurrent;
using static TorchSharp.torch;

namespace ModelZoo;

/// <summary>Looks into a network while it runs: told of each layer that is called, with its input and first output, in the order in which they end.</summary>
public sealed class LayerCalls : IDisposable
{
    private readonly List<Action> _undo = [];
    private readonly Action<nn.Module, Tensor, Tensor> _called;

    public LayerCalls(nn.Module network, Action<nn.Module, Tensor, Tensor> called)
    {
        _called = called;
        Watch(network);
    }

    // Hooks know the layer's own types, so there is a case for each way in which layers are called.
    private void Watch(nn.Module module)
    {
        switch (module)
        {
            case nn.Module<Tensor, Tensor> layer:
                var hook = layer.register_forward_hook((_, input, output) => { _called(layer, input, output); return output; });
                _undo.Add(hook.remove);
                break;
            case nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)> layer:
                var hookLong = layer.register_forward_hook((_, input, _, output) => { _called(layer, input, output.Item1); return output; });
                _undo.Add(hookLong.remove);
                break;
            case nn.Module<Tensor, Tensor, (Tensor, Tensor)> layer:
                var hookRecurrent = layer.register_forward_hook((_, input, _, output) => { _called(layer, input, output.Item1); return output; });
                _undo.Add(hookRecurrent.remove);
                break;
            case RecurrentLayer layer:
                var hookLayer = layer.register_forward_hook((_, input, _, output) => { _called(layer, input, output.output); return output; });
                _undo.Add(hookLayer.remove);
                break;
        }
        foreach (var (_, child) in module.named_children())
            Watch(child);
    }

    public void Dispose()
    {
        foreach (var undo in _undo)
            undo();
        _undo.Clear();
    }
}
