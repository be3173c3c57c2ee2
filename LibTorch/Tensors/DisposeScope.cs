namespace TorchSharp;

public static partial class torch
{
    /// <summary>Everything made until its end is disposed then, but for what is moved out of it. Scopes nest, per thread.</summary>
    public static DisposeScope NewDisposeScope() => new();

    public partial class Tensor
    {
        public Tensor MoveToOuterDisposeScope() => OwningDisposeScope is { } scope ? scope.MoveToOuter(this) : this;
        public Tensor DetachFromDisposeScope() => OwningDisposeScope is { } scope ? scope.Detach(this) : this;
    }
}

/// <summary>Owns the tensors that its thread makes while it is the innermost scope.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? _current;

    // What ended scopes leave to the next ones of the thread, so that no list grows anew at each step.
    private const int MostSpare = 8;
    [ThreadStatic] private static Stack<List<torch.Tensor>>? _spare;

    private List<torch.Tensor>? _owned = _spare is { Count: > 0 } spare ? spare.Pop() : [];
    private readonly DisposeScope? _outer = _current;

    internal DisposeScope() => _current = this;

    internal static void Register(torch.Tensor tensor)
    {
        // One that another thread has ended still stands here.
        if (_current is { _owned: null })
            _current = Living(_current);
        _current?.Own(tensor);
    }

    private static DisposeScope? Living(DisposeScope? scope)
    {
        while (scope is { _owned: null })
            scope = scope._outer;
        return scope;
    }

    /// <summary>How many living tensors it would dispose if it ended now.</summary>
    public int DisposablesCount => _owned?.Count(Owns) ?? 0;

    public bool Contains(IDisposable disposable) => disposable is torch.Tensor tensor && Owns(tensor);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Living(_outer), disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            MoveToOuter<IDisposable>(disposable);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (disposable is torch.Tensor tensor && Owns(tensor))
        {
            tensor.OwningDisposeScope = null;
            scope?.Own(tensor);
        }
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null, disposable);

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public void Attach(IDisposable disposable)
    {
        ObjectDisposedException.ThrowIf(_owned is null, this);
        if (disposable is torch.Tensor tensor)
            Own(tensor);
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IDisposable)keep);
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        if (_owned is not { } list)
            return;
        var owned = list.ToArray();
        list.Clear();
        foreach (var tensor in owned)
        {
            // By identity: Equals of tensors compares their elements.
            if (Array.Exists(keep, kept => ReferenceEquals(kept, tensor)))
                list.Add(tensor);
            else if (Owns(tensor))
                tensor.Dispose();
        }
    }

    public void Dispose()
    {
        if (_owned is not { } list)
            return;
        _owned = null;
        foreach (var tensor in list)
            if (Owns(tensor))
                tensor.Dispose();
        list.Clear();
        var spare = _spare ??= new Stack<List<torch.Tensor>>();
        if (spare.Count < MostSpare)
            spare.Push(list);
        // Scopes usually end innermost first; one ended out of order leaves when those inside it have.
        _current = Living(_current);
    }

    private bool Owns(torch.Tensor tensor) => ReferenceEquals(tensor.OwningDisposeScope, this) && !tensor.IsInvalid;

    private void Own(torch.Tensor tensor)
    {
        if (_owned is not { } list)
            return;
        // In a scope that lives long, tensors disposed or moved before its end must not pile up.
        if (list.Count == list.Capacity && list.Count >= 256)
            list.RemoveAll(owned => !Owns(owned));
        tensor.OwningDisposeScope = this;
        list.Add(tensor);
    }
}
