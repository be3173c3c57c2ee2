using System.Collections;
using System.Reflection;
using ModelZoo.LibTorch.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>Writes down what runs on its thread. It holds all tensors until it is disposed, because a freed tensor's address is used again.</summary>
internal sealed class TraceRecorder : Interception.IListener, IDisposable
{
    [ThreadStatic] private static TraceRecorder? _current;

    private readonly Action<SeenOperator>? _seen;
    private readonly Dictionary<nint, (TracedTensor Traced, long Version)> _known = [];
    private readonly Dictionary<nint, TracedTensor> _fresh = [];
    private readonly List<Tensor> _held = [];
    private readonly List<Action> _unhook = [];
    private readonly Stack<string> _layers = new();
    private int _hidden;   // above 0 within what counts as one operator, and while the listener computes
    private TraceException? _failure;
    private int _count;

    internal TraceRecorder(nn.Module network, IReadOnlyList<Tensor> inputs, Action<SeenOperator>? seen)
    {
        _seen = seen;
        if (seen is null)
        {
            foreach (var (name, tensor) in network.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter)).Concat(network.named_buffers()))
                _known.TryAdd(Identity(tensor), (Described(tensor, name), Operator.Version(tensor)));
            Inputs = [.. inputs.Select((input, i) => Known(input, $"input.{i}"))];
        }
        Hook("", network);
        foreach (var (name, module) in network.named_modules())
            Hook(name, module);
    }

    internal static TraceRecorder? Current => _current;

    internal List<TracedOperator> Operators { get; } = [];

    internal IReadOnlyList<TracedTensor> Inputs { get; } = [];

    private string? Layer => _layers.TryPeek(out var layer) ? layer : null;

    internal void During(Action action, IEnumerable<Operator> operators)
    {
        var outer = _current;
        (_current, Interception.Failure) = (this, null);
        try
        {
            Interception.During(action, this, operators);
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

    /// <summary>Computes something that counts as one operator. Its parts, as far as libtorch shows them, are left out.</summary>
    internal Tensor Whole(string name, object?[] arguments, Func<Tensor> compute)
    {
        var traced = Traced(name, arguments);
        var result = Hidden(compute);
        Add(name, arguments, traced, [result]);
        return result;
    }

    private T Hidden<T>(Func<T> action)
    {
        _hidden++;
        try
        {
            return action();
        }
        finally
        {
            _hidden--;
        }
    }

    private object?[] Traced(string name, object?[] arguments) => _seen is null ? Array.ConvertAll(arguments, argument => Traced(argument, name)) : [];

    private void Add(string name, object?[] arguments, object?[] traced, IReadOnlyList<Tensor> results)
    {
        if (_hidden > 0)
            return;
        if (_seen is not null)
        {
            Hidden(() => { _seen(new(name, Layer, arguments, results)); return true; });
            return;
        }
        Operators.Add(new(name, traced, [.. results.Select(result => Known(result, null))], Layer ?? ""));
        if (!traced.Any(HasTensor) || name.EndsWith("_like", StringComparison.Ordinal))
            foreach (var (result, known) in results.Zip(Operators[^1].Results))
                _fresh[Data(result)] = known;
    }

    internal TracedTensor Output(Tensor tensor) => Traced(tensor, "the network's output") as TracedTensor ?? throw _failure!;

    object?[] Interception.IListener.Begin(Operator called, object?[] arguments) =>
        _failure is null && _hidden == 0 ? Traced(called.Name, arguments) : [];

    void Interception.IListener.End(Operator called, object?[] begun, object?[] arguments, object?[]? results)
    {
        Tensor[] made = [.. Tensors(results ?? [])];
        if (results is null)
            _failure ??= new TraceException($"{Here(called.Name)}: {called.Refused(arguments).Message}");
        else if (_failure is null)
            Add(called.Name, arguments, begun, made);
        foreach (var handle in Tensors(arguments).Concat(made))
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
        // A tensor that was changed in place unseen is as unknown as one from elsewhere.
        Tensor tensor => _known.TryGetValue(Identity(tensor), out var known) && known.Version == Operator.Version(tensor) ? known.Traced : Fresh(tensor) ?? Constant(tensor) ?? Unknown(tensor, name),
        object?[] items => Array.ConvertAll(items, item => Traced(item, name)),
        _ => argument,
    };

    private TracedTensor? Unknown(Tensor tensor, string name)
    {
        _failure ??= new TraceException($"{Here(name)}: it is given a tensor [{string.Join(", ", tensor.shape)}] that comes from where a trace cannot look. " +
            "Compute it with ModelZoo.LibTorch.Modes.Functions (Functions.Add(x, y) for x + y), with a layer, or with a function of tensors alone; a constant belongs into a buffer.");
        return null;
    }

    // What torch.zeros makes, libtorch hands on as another tensor with the same memory.
    private TracedTensor? Fresh(Tensor tensor)
    {
        if (Operator.Version(tensor) != 0 || !_fresh.TryGetValue(Data(tensor), out var made) || !made.Shape.AsSpan().SequenceEqual(tensor.shape))
            return null;
        _held.Add(tensor.alias().DetachFromDisposeScope());
        _known[Identity(tensor)] = (made, 0);
        return made;
    }

    // The number in x * 0.5 arrives as a tensor of no dimension, in C#'s type rather than the network's.
    private static object? Constant(Tensor tensor) => tensor.dim() > 0 || tensor.requires_grad ? null : tensor.dtype switch
    {
        ScalarType.Float64 => tensor.item<double>(),
        ScalarType.Int64 => tensor.item<long>(),
        ScalarType.Bool => tensor.item<bool>(),
        _ => null,
    };

    private static bool HasTensor(object? argument) => argument is TracedTensor || argument is object?[] items && items.Any(HasTensor);

    private static unsafe nint Data(Tensor tensor)
    {
        nint data;
        StableInterface.Check(StableInterface.DataPointer(tensor.Handle, &data));
        return data;
    }

    private string Here(string name) => Layer is { Length: > 0 } layer ? $"{name} in {layer}" : name;

    private TracedTensor Known(Tensor tensor, string? source)
    {
        var traced = Described(tensor, source);
        _known[Identity(tensor)] = (traced, Operator.Version(tensor));
        return traced;
    }

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
        if (module is nn.Module<Tensor, Tensor> layer && Whole(layer) is { } whole)
        {
            object?[] arguments = [], traced = [];
            _unhook.Add(layer.register_forward_pre_hook((_, input) =>
            {
                arguments = [input, .. whole.Values];
                traced = Traced(whole.Name, arguments);
                _hidden++;
                return input;
            }).remove);
            _unhook.Add(layer.register_forward_hook((_, _, output) =>
            {
                _hidden--;
                Add(whole.Name, arguments, traced, [output]);
                return output;
            }).remove);
        }
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

    // Layers whose operator takes numbers, which libtorch 2.10 cannot show, or that TorchSharp computes in parts of which some do.
    private static (string Name, object?[] Values)? Whole(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        Linear linear => ("aten::linear", [linear.weight, linear.bias]),
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
