using ModelZoo.Recurrent;

namespace ModelZoo;

/// <summary>
/// Reports each call of a layer while a network runs: the layer, its input and its first output, in the order in which
/// the calls end.
/// </summary>
public sealed class LayerCalls : IDisposable
{
    private readonly List<Action> _undo = [];
    private readonly Action<Module, Tensor, Tensor> _called;

    public LayerCalls(Module network, Action<Module, Tensor, Tensor> called)
    {
        _called = called;
        Watch(network);
    }

    // Hooks have the types of their layer's inputs and outputs, so each shape of a layer needs a case.
    private void Watch(Module module)
    {
        switch (module)
        {
            case Module<Tensor, Tensor> layer:
                _undo.Add(layer.register_forward_hook((_, x, output) => Told(x, output, output)).remove);
                break;
            case Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)> layer:
                _undo.Add(layer.register_forward_hook((_, x, _, output) => Told(x, output.Item1, output)).remove);
                break;
            case Module<Tensor, Tensor, (Tensor, Tensor)> layer:
                _undo.Add(layer.register_forward_hook((_, x, _, output) => Told(x, output.Item1, output)).remove);
                break;
            case RecurrentLayer layer:
                _undo.Add(layer.register_forward_hook((_, x, _, output) => Told(x, output.output, output)).remove);
                break;
        }
        foreach (var (_, child) in module.named_children())
            Watch(child);

        T Told<T>(Tensor input, Tensor first, T output)
        {
            _called(module, input, first);
            return output;
        }
    }

    public void Dispose()
    {
        foreach (var undo in _undo)
            undo();
        _undo.Clear();
    }
}
