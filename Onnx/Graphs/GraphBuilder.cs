using ModelZoo.Onnx.Messages;
using static TorchSharp.torch;

namespace ModelZoo.Onnx.Graphs;

/// <summary>Collects the nodes and constants of an ONNX graph. Values are known by their names.</summary>
internal sealed class GraphBuilder(string name, Func<string, Tensor> weight)
{
    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<int, string> _names = [];         // of the trace's values
    private readonly Dictionary<string, string> _constants = [];  // by their contents
    private readonly Dictionary<string, int> _nodes = [];         // how many have this name
    private string? _batch;

    internal GraphProto Graph => _graph;

    /// <summary>The layer that the next nodes belong to.</summary>
    internal string Layer { get; set; } = "";

    internal void AddInput(GraphValue value, string name)
    {
        _graph.Input.Add(Protos.Described(value, name));
        _names[value.Number] = name;
    }

    internal void AddOutput(GraphValue value, string name)
    {
        Layer = "";
        _graph.Node.Add(
            new NodeProto { Name = $"/{name}", OpType = "Identity", Input = { Of(value) }, Output = { name } });
        _graph.Output.Add(Protos.Described(value, name));
    }

    internal void Name(GraphValue value, string name) => _names[value.Number] = name;

    /// <summary>The name of a value. A weight becomes an initializer with its name in the state dict.</summary>
    internal string Of(GraphValue value)
    {
        if (!_names.TryGetValue(value.Number, out var name))
            _names[value.Number] = name = Initializer(value.Source!, weight(value.Source!));
        return name;
    }

    internal string Node(string op, string[] inputs, params (string Name, object? Value)[] attributes) =>
        Nodes(op, 1, inputs, attributes)[0];

    internal string[] Nodes(string op, int outputs, string[] inputs, params (string Name, object? Value)[] attributes)
    {
        var place = $"{(Layer.Length > 0 ? $"/{Layer}" : "")}/{op}";
        int count = _nodes[place] = _nodes.GetValueOrDefault(place) + 1;
        var name = count == 1 ? place : $"{place}_{count}";
        var node = new NodeProto { Name = name, OpType = op, Input = { inputs } };
        node.Output.Add(Enumerable.Range(0, outputs).Select(i => outputs == 1 ? name : $"{name}:{i}"));
        node.Attribute.Add(
            attributes.Where(attribute => attribute.Value is not null).Select(Protos.Attribute));
        _graph.Node.Add(node);
        return [.. node.Output];
    }

    internal string Constant(params long[] values) =>
        Shared($"[{string.Join(",", values)}]", () => tensor(values, [values.Length]));

    /// <summary>A number without dimensions.</summary>
    internal string Number(object value, ScalarType type) =>
        Shared(FormattableString.Invariant($"{value} {type}"), () => tensor(Convert.ToDouble(value)).to_type(type));

    internal string Constant(Tensor values) => Initializer($"/constant_{_graph.Initializer.Count}", values);

    /// <summary>One-dimensional, of whole numbers: these sizes, computed from the input's batch if need be.</summary>
    internal string Sizes(params Extent[] sizes) => Array.TrueForAll(sizes, size => size.IsConstant)
        ? Constant([.. sizes.Select(size => size.Constant)])
        : sizes.Length == 1 ? Size(sizes[0])
        : Node("Concat", [.. sizes.Select(size => Sizes(size))], ("axis", 0L));

    private string Size(Extent size)
    {
        // Of the first input's first dimension.
        var name = _batch ??= Node("Shape", [_graph.Input[0].Name], ("start", 0L), ("end", 1L));
        if (size.PerExample != 1)
            name = Node("Mul", [name, Constant(size.PerExample)]);
        return size.Constant == 0 ? name : Node("Add", [name, Constant(size.Constant)]);
    }

    private string Shared(string contents, Func<Tensor> make)
    {
        if (!_constants.TryGetValue(contents, out var name))
            _constants[contents] = name = Constant(make());
        return name;
    }

    private string Initializer(string name, Tensor values)
    {
        var proto = Protos.Tensor(values);
        proto.Name = name;
        _graph.Initializer.Add(proto);
        return name;
    }
}
