using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Parameters that the formula updates together: one large one where it is, or many small ones laid end to end.</summary>
/// <remarks>
/// A network has many small tensors, whose update costs calls, and a few large ones, whose update costs memory traffic. Small ones
/// share one buffer and one call; large ones are walked in pieces that stay in the cache between the operators of a formula.
/// </remarks>
internal sealed class Run : IDisposable
{
    /// <summary>From this many elements on a parameter is large: copying its gradient would cost more than calls do.</summary>
    internal const long Large = 64 * 1024;
    // Piece, state, gradient and what a formula needs between: about four megabytes, which a last-level cache holds.
    private const long PieceBytes = 1024 * 1024;

    private readonly Tensor[] _parameters;
    private readonly Layout[] _layouts;
    private readonly long[] _starts;
    private readonly long _length;
    private readonly Tensor? _shared;
    private readonly nint[] _addresses;
    private readonly Dictionary<string, Tensor> _states = new(StringComparer.Ordinal);

    internal Run(IReadOnlyList<(int Index, Tensor Parameter)> members)
    {
        Indices = [.. members.Select(member => member.Index)];
        Steps = new long[members.Count];
        _parameters = [.. members.Select(member => member.Parameter)];
        _layouts = [.. _parameters.Select(parameter => new Layout(parameter))];
        _starts = new long[members.Count];
        for (int i = 0; i < _starts.Length; i++)
        {
            _starts[i] = _length;
            _length += _layouts[i].Length;
        }
        _addresses = new nint[members.Count];
        if (members.Count == 1)
            return;
        using (NewDisposeScope())
        using (no_grad())
        {
            _shared = empty(_length, Like.dtype, Like.device).DetachFromDisposeScope();
            for (int i = 0; i < _parameters.Length; i++)
                MoveIn(i);
        }
    }

    internal int[] Indices { get; }
    internal long[] Steps { get; }
    internal IEnumerable<string> StateNames => _states.Keys;
    private Tensor Like => _parameters[0];

    internal Tensor State(string name, double initial = 0)
    {
        if (!_states.TryGetValue(name, out var state))
            _states[name] = state = full(_length, initial, Like.dtype, Like.device).DetachFromDisposeScope();
        return state;
    }

    /// <summary>The part of a state that belongs to one parameter, in that parameter's shape.</summary>
    internal Tensor State(string name, int member) =>
        _layouts[member].Unflatten(State(name).narrow(0, _starts[member], _layouts[member].Length));

    /// <summary>Gives the formula every piece that has a gradient.</summary>
    internal void Walk(ParameterGroup group, bool wholeTensors, Formula formula)
    {
        var gradients = new Tensor?[_parameters.Length];
        bool together = !wholeTensors || gradients.Length == 1;
        for (int i = 0; i < gradients.Length; i++)
        {
            CheckPlace(i);
            gradients[i] = _parameters[i].grad;
            if (gradients[i] is null)
                together = false;
            else
                Steps[i]++;
            together &= Steps[i] == Steps[0];
        }
        if (together)
        {
            var lines = new Tensor[gradients.Length];
            for (int i = 0; i < lines.Length; i++)
                lines[i] = _layouts[i].Flatten(gradients[i]!);
            Pieces(group, _shared ?? Line(0), lines.Length == 1 ? lines[0] : cat(lines), 0, Steps[0], wholeTensors, formula);
            return;
        }
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } gradient)
                Pieces(group, Line(i), _layouts[i].Flatten(gradient), _starts[i], Steps[i], wholeTensors, formula);
    }

    private void Pieces(ParameterGroup group, Tensor parameter, Tensor gradient, long start, long step, bool whole, Formula formula)
    {
        long length = parameter.numel();
        // Only a processor's cache is worth the extra calls.
        long piece = whole || parameter.device_type != DeviceType.CPU ? length : PieceBytes / parameter.ElementSize;
        if (length <= piece)
        {
            formula(new Slice(this, group, parameter, gradient, start, length, step));
            return;
        }
        for (long at = 0; at < length; at += piece)
        {
            using var scope = NewDisposeScope();
            long size = Math.Min(piece, length - at);
            formula(new Slice(this, group, parameter.narrow(0, at, size), gradient.narrow(0, at, size), start + at, size, step));
        }
    }

    private Tensor Line(int member) => _shared is null
        ? _layouts[member].Flatten(_parameters[member].detach())
        : _shared.narrow(0, _starts[member], _layouts[member].Length);

    // From here on the parameter is a window on the shared buffer.
    private void MoveIn(int member)
    {
        var (parameter, layout) = (_parameters[member], _layouts[member]);
        var window = layout.Unflatten(_shared!.narrow(0, _starts[member], layout.Length));
        window.copy_(parameter);
        parameter.set_(window);
        _addresses[member] = Memory.Address(parameter);
    }

    // A parameter may have been given other memory since: by a cast of the network, or by another optimizer that shares it.
    private void CheckPlace(int member)
    {
        var parameter = _parameters[member];
        if (_shared is null ? _layouts[member].Fits(parameter) : Memory.Address(parameter) == _addresses[member])
            return;
        if (parameter.dtype != (_shared ?? parameter).dtype || parameter.device_type != (_shared ?? parameter).device_type || !_layouts[member].Fits(parameter))
            throw new InvalidOperationException(
                $"Parameter {Indices[member]} has changed its type, device or memory layout since the optimizer first moved it: convert the network first, then make the optimizer.");
        MoveIn(member);
    }

    public void Dispose()
    {
        foreach (var state in _states.Values)
            state.Dispose();
        _shared?.Dispose();
    }
}

/// <summary>One update rule, applied to one piece.</summary>
internal delegate void Formula(Slice at);
