using System.Collections;
using ModelZoo.LibTorch.Modes;
using ModelZoo.LibTorch.Operators;

namespace ModelZoo.Tracing;

/// <summary>Writes down the operators that run on its thread.</summary>
internal sealed class TraceRecorder : Interception.IListener, IDisposable
{
    [ThreadStatic] private static TraceRecorder? _current;

    private readonly Action<SeenOperator>? _seen;
    private readonly KnownTensors _tensors = new();
    private readonly LayerHooks _layers;
    private (string Name, object?[] Arguments, object?[] Traced) _layerCall;
    private int _hidden;   // above 0 inside of what counts as one operator, and while the callback computes
    private TraceException? _failure;

    /// <param name="seen">Told of each operator; if null, the operators are collected.</param>
    internal TraceRecorder(Module network, IReadOnlyList<Tensor> inputs, Action<SeenOperator>? seen)
    {
        _seen = seen;
        if (seen is null)
        {
            var weights = network.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter));
            foreach (var (name, tensor) in weights.Concat(network.named_buffers()))
                if (_tensors.Find(tensor) is null)
                    _tensors.Add(tensor, name);
            Inputs = [.. inputs.Select((input, i) => _tensors.Add(input, $"input.{i}"))];
        }
        _layers = new(network, BeginLayer, EndLayer);
    }

    internal static TraceRecorder? Current => _current;

    internal List<TracedOperator> Operators { get; } = [];

    internal IReadOnlyList<TracedTensor> Inputs { get; } = [];

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
            throw new TraceException(_failure.Message, error);   // the first failure is the cause of the later ones
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

    /// <summary>Computes something that counts as one operator. The operators that it calls are left out.</summary>
    internal Tensor Whole(string name, object?[] arguments, Func<Tensor> compute)
    {
        var traced = Traced(name, arguments);
        var result = Hidden(compute);
        Add(name, arguments, traced, [result]);
        return result;
    }

    private T Hidden<T>(Func<T> compute)
    {
        _hidden++;
        try
        {
            return compute();
        }
        finally
        {
            _hidden--;
        }
    }

    internal TracedTensor Output(Tensor tensor) =>
        Traced(tensor, "the network's output") as TracedTensor ?? throw _failure!;

    private void BeginLayer(string name, object?[] arguments)
    {
        _layerCall = (name, arguments, Traced(name, arguments));
        _hidden++;
    }

    private void EndLayer(Tensor output)
    {
        _hidden--;
        Add(_layerCall.Name, _layerCall.Arguments, _layerCall.Traced, [output]);
    }

    private void Add(string name, object?[] arguments, object?[] traced, Tensor[] results)
    {
        if (_hidden > 0)
            return;
        if (_seen is not null)
        {
            var seen = new SeenOperator(name, _layers.Running, arguments, results);
            Hidden(() => { _seen(seen); return seen; });
            return;
        }
        TracedTensor[] made = [.. results.Select(result => _tensors.Add(result, null))];
        Operators.Add(new(name, traced, made, _layers.Running ?? ""));
        if (!traced.Any(HasTensor) || name.EndsWith("_like", StringComparison.Ordinal))
            for (int i = 0; i < made.Length; i++)
                _tensors.AddFresh(results[i], made[i]);
    }

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

    private object?[] Traced(string name, object?[] arguments) =>
        _seen is null ? Array.ConvertAll(arguments, argument => Traced(argument, name)) : [];

    private object? Traced(object? argument, string name) => argument switch
    {
        Tensor tensor => _tensors.Find(tensor) ?? Constant(tensor) ?? Unknown(tensor, name),
        object?[] items => Array.ConvertAll(items, item => Traced(item, name)),
        _ => argument,
    };

    // The number in x * 0.5 arrives as a tensor without dimensions, in C#'s type rather than the network's.
    private static object? Constant(Tensor tensor) => tensor switch
    {
        { requires_grad: true } => null,
        _ when tensor.dim() > 0 => null,
        { dtype: ScalarType.Float64 } => tensor.item<double>(),
        { dtype: ScalarType.Int64 } => tensor.item<long>(),
        { dtype: ScalarType.Bool } => tensor.item<bool>(),
        _ => null,
    };

    private TracedTensor? Unknown(Tensor tensor, string name)
    {
        _failure ??= new TraceException(
            $"{Here(name)}: its tensor [{string.Join(", ", tensor.shape)}] was computed in a way that a trace cannot " +
            "see. Use ModelZoo.Tracing.Functions (Functions.Add(x, y) for x + y), a layer, or a function of tensors " +
            "alone; make a constant a buffer.");
        return null;
    }

    private static bool HasTensor(object? argument) =>
        argument is TracedTensor || argument is object?[] items && items.Any(HasTensor);

    private string Here(string name) => _layers.Running is { Length: > 0 } layer ? $"{name} in {layer}" : name;

    public void Dispose()
    {
        _layers.Dispose();
        _tensors.Dispose();
    }
}
