using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules one after the other. It owns them, and lets go of what passes between them.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> _steps = [];

    internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> submodule)> modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules)
            append(name, module);
    }

    public int Count => _steps.Count;
    public nn.IModule<Tensor, Tensor> this[int index] => _steps[index];
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_steps.Count.ToString(), module);

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        var step = (nn.Module<Tensor, Tensor>)module;
        register_module(name, step);
        _steps.Add(step);
        return this;
    }

    public override Tensor forward(Tensor input)
    {
        if (_steps.Count == 0)
            return input.alias();
        if (Recomputed <= 1 || !training)
            return Through(_steps, input);
        int begin = 0;
        var passing = input;
        foreach (int end in Ends())
        {
            var part = _steps[begin..end];
            passing = LibTorch.Recomputation.Run(x => Through(part, x), passing, part.SelectMany(step => step.parameters()).FirstOrDefault());
            begin = end;
        }
        return passing;
    }

    private static Tensor Through(List<nn.Module<Tensor, Tensor>> steps, Tensor input)
    {
        var passing = input;
        foreach (var step in steps)
        {
            var next = step.call(passing);
            if (!ReferenceEquals(passing, input) && !ReferenceEquals(passing, next))
                passing.Dispose();
            passing = next;
        }
        return passing;
    }

    // A part begins with a layer that has weights: an activation in its input's place would spoil what the part runs on again.
    private IEnumerable<int> Ends()
    {
        int size = (_steps.Count + Recomputed - 1) / Recomputed, last = 0;
        for (int i = 1; i < _steps.Count; i++)
            if (i - last >= size && _steps[i].parameters().Any())
                yield return last = i;
        yield return _steps.Count;
    }
}

/// <summary>Modules in a row whose names are their numbers.</summary>
public class ModuleList<T> : nn.Module, IEnumerable<T> where T : nn.Module
{
    private readonly List<T> _items = [];

    public ModuleList(params T[] modules) : base("ModuleList")
    {
        foreach (var module in modules)
            Add(module);
    }

    public int Count => _items.Count;
    public T this[int index] => _items[index];
    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Add(T item)
    {
        register_module(_items.Count.ToString(), item);
        _items.Add(item);
    }

    public void append(params T[] parameters)
    {
        foreach (var item in parameters)
            Add(item);
    }
}

/// <summary>Modules by name.</summary>
public class ModuleDict<T> : nn.Module where T : nn.Module
{
    private readonly Dictionary<string, T> _items = [];

    internal ModuleDict(params (string, T)[] modules) : base("ModuleDict")
    {
        foreach (var (name, module) in modules)
        {
            register_module(name, module);
            _items.Add(name, module);
        }
    }

    public int Count => _items.Count;
    public T this[string key] => _items[key];
    public bool ContainsKey(string key) => _items.ContainsKey(key);
}
