using System.Collections;
using System.Reflection;
using ModelZoo.LibTorch.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>Writes down what runs on its thread. It holds all tensors until it is disposed, because a freed tensor's address is used again.</summary>
internal sealed class TraceRecorder : IDisposable
{
    [ThreadStatic] private static TraceRecorder? _current;

    private readonly Action<string, string, IReadOnlyList<Tensor>>? _seen;
    private readonly Dictionary<nint, TracedTensor> _known = [];
    private readonly List<Tensor> _held = [];
    private readonly List<Action> _unhook = [];
    private readonly Stack<string> _layers = new();
    private TraceException? _failure;
    private int _count;

    internal TraceRecorder(nn.Module network, IReadOnlyList<Tensor> inputs, Action<string, string, IReadOnlyList<Tensor>>? seen)
    {
        _seen = seen;
        if (seen is null)
        {
            foreach (var (name, tensor) in network.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter)).Concat(network.named_buffers()))
                _known.TryAdd(Identity(tensor), Described(tensor, name));
            Inputs = [.. inputs.Select((input, i) => _known[Identity(input)] = Described(input, $"input.{i}"))];
        }
        Hook("", network);
        foreach (var (name, module) in network.named_modules())
            Hook(name, module);
    }

    internal static TraceRecorder? Current => _current;

    internal List<TracedOperator> Operators { get; } = [];

    internal IReadOnlyList<TracedTensor> Inputs { get; } = [];

    private string Layer => _layers.TryPeek(out var layer) ? layer : "";

    internal void During(Action action)
    {
        var outer = _current;
        (_current, Interception.Failure) = (this, null);
        try
        {
            Interception.During(action, Intercepted);
        }
        catch (Exception error) when (error is not TraceException && _failure is not null)
        {
            throw new TraceException(_failure.Message, error);   // what followed from it says less
        }
        finally
        {
            _current = outer;
        }
        if (_failure is not null)
            throw _failure;
        if (Interception.Failure is { } failure)
            throw new TraceException($"An operator could not be traced: {failure.Message}", failure);
    }

    internal void Note(string name, object?[] arguments, IReadOnlyList<Tensor> results)
    {
        if (_seen is not null)
        {
            _seen(name, Layer, results);
            return;
        }
        var traced = Array.ConvertAll(arguments, argument => Traced(argument, name));
        Operators.Add(new(name, traced, [.. results.Select(Made)], Layer));
    }

    internal TracedTensor Output(Tensor tensor) => Traced(tensor, "the network's output") as TracedTensor ?? throw _failure!;

    private void Intercepted(Operator called, object?[] arguments, object?[]? results)
    {
        Tensor[] handles = [.. Tensors(arguments)], made = [.. Tensors(results ?? [])];
        if (results is null)
            _failure ??= new TraceException($"{Here(called.Name)}: {called.Refused(arguments).Message}");
        else if (_failure is null)
            Note(called.Name, arguments, made);
        foreach (var handle in handles.Concat(made))
            handle.Dispose();
    }

    private static IEnumerable<Tensor> Tensors(IEnumerable values)
    {
        foreach (var value in values)
            if (value is Tensor tensor)
                yield return tensor;
            else if (value is IEnumerable inside and not string)
                foreach (var found in Tensors(inside))
                    yield return found;
    }

    private object? Traced(object? argument, string name) => argument switch
    {
        Tensor tensor => _known.TryGetValue(Identity(tensor), out var known) ? known : Unknown(tensor, name),
        object?[] items => Array.ConvertAll(items, item => Traced(item, name)),
        _ => argument,
    };

    private TracedTensor? Unknown(Tensor tensor, string name)
    {
        _failure ??= new TraceException($"{Here(name)}: it is given a tensor [{string.Join(", ", tensor.shape)}] that comes from where a trace cannot look. " +
            "Compute it with ModelZoo.LibTorch.Operators.Functions (Functions.Add(x, y) for x + y), with a layer, or with a function of tensors alone; a constant belongs into a buffer.");
        return null;
    }

    private string Here(string name) => Layer.Length > 0 ? $"{name} in {Layer}" : name;

    private TracedTensor Made(Tensor tensor) => _known[Identity(tensor)] = Described(tensor, null);

    // Another handle, so that the tensor outlives whoever made it.
    private TracedTensor Described(Tensor tensor, string? source)
    {
        _held.Add(tensor.alias().DetachFromDisposeScope());
        return new(_count++, tensor.shape, tensor.dtype, source);
    }

    // A handle points to a pointer to the tensor itself.
    private static unsafe nint Identity(Tensor tensor) => *(nint*)tensor.Handle;

    // Every kind of module has these two methods, whatever it is called with.
    private void Hook(string name, nn.Module module)
    {
        Register(module, "register_forward_pre_hook", _ => _layers.Push(name));
        if (_seen is null && module is nn.Module<Tensor, Tensor> layer && Numbers(layer) is { } numbers)
            _unhook.Add(layer.register_forward_hook((_, input, output) =>
            {
                // In place the output is the input, which is known. libtorch shows ReLU6, if not its numbers.
                if (!_known.ContainsKey(Identity(output)) || Identity(output) == Identity(input) && layer is not ReLU6)
                    Note(numbers.Name, [input, .. numbers.Values], [output]);
                return output;
            }).remove);
        Register(module, "register_forward_hook", _ => _layers.TryPop(out var _));
    }

    private void Register(nn.Module module, string method, Action<nn.Module> hook)
    {
        if (module.GetType().GetMethod(method, [typeof(Action<nn.Module>)]) is not { } register)
            return;
        var remover = register.Invoke(module, [hook])!;
        var remove = remover.GetType().GetMethod("remove", BindingFlags.Public | BindingFlags.Instance)!;
        _unhook.Add(() => remove.Invoke(remover, []));
    }

    // Layers whose operator takes numbers, which libtorch 2.10 cannot show.
    private static (string Name, object?[] Values)? Numbers(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        LeakyReLU leaky => ("aten::leaky_relu", [leaky.negative_slope]),
        ReLU6 => ("aten::relu6", []),
        Hardtanh hard => ("aten::hardtanh", [hard.min_val, hard.max_val]),
        ELU elu => ("aten::elu", [elu.alpha, 1.0, 1.0]),
        CELU celu => ("aten::celu", [celu.alpha]),
        Softplus softplus => ("aten::softplus", [softplus.beta, softplus.threshold]),
        Hardshrink shrink => ("aten::hardshrink", [shrink.lambda]),
        Softshrink shrink => ("aten::softshrink", [shrink.lambda]),
        Threshold threshold => ("aten::threshold", [threshold.threshold, threshold.value]),
        _ => null,
    };

    public void Dispose()
    {
        foreach (var unhook in _unhook)
            unhook();
        foreach (var tensor in _held)
            tensor.Dispose();
    }
}
