using ModelZoo.Tables;
using ModelZoo.Tracing;

namespace ModelZoo;

/// <summary>
/// One module, with all it contains: the shape of its output for one example (null if it was not called), parameters,
/// multiply-adds, and the bytes of the outputs that training keeps.
/// </summary>
public sealed record SummaryRow(
    string Path, string Kind, int Depth, long[]? OutputShape, long Parameters, long Macs, long Bytes);

/// <summary>A row for each module of a network that ran on one example, in the order of the constructor.</summary>
public sealed class Summary
{
    private const int Float = 4;

    private readonly Dictionary<Module, (long[] shape, long bytes)> calls = [];
    private readonly Dictionary<string, long> macs = [];                    // by the path of the module
    private readonly List<SummaryRow> rows = [];

    private Summary(Module network, Tensor[] inputs)
    {
        Input = inputs[0].shape;
        var wasTraining = network.training;
        network.eval();                                                     // one example gives no batch statistics
        using (NewDisposeScope())
        using (no_grad())
        using (new LayerCalls(network, Called))
            Trace.Watch(network, () => Example.Run(network, inputs), Computed, MultiplyAdds.Operators);
        network.train(wasTraining);
        Add("", network, 0);
    }

    public long[] Input { get; }

    /// <summary>The first row is the network itself.</summary>
    public IReadOnlyList<SummaryRow> Rows => rows;

    public long Parameters => rows[0].Parameters;

    public long Macs => rows[0].Macs;

    public static Summary Of(Entry entry, ModelArguments? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var scope = NewDisposeScope();
        using var network = Zoo.Create(entry.Name, arguments ?? entry.Arguments);
        return new(network, Example.Inputs(entry, arguments ?? entry.Arguments, batch: 1));
    }

    public static Summary Of(Module network, params Tensor[] inputs) => new(network, inputs);

    private void Called(Module module, Tensor input, Tensor output)
    {
        var leaf = !module.named_children().Any();
        calls[module] = (output.shape, calls.GetValueOrDefault(module).bytes + (leaf ? output.numel() * Float : 0));
    }

    private void Computed(SeenOperator seen)
    {
        var path = seen.Layer ?? "";
        macs[path] = macs.GetValueOrDefault(path) + MultiplyAdds.Of(seen);
    }

    private (long macs, long bytes) Add(string path, Module module, int depth)
    {
        var place = rows.Count;
        var (shape, bytes) = calls.GetValueOrDefault(module);
        long done = macs.GetValueOrDefault(path);
        rows.Add(null!);
        foreach (var (name, child) in module.named_children())
        {
            var inside = Add(path.Length == 0 ? name : $"{path}.{name}", child, depth + 1);
            done += inside.macs;
            bytes += inside.bytes;
        }
        if (module is ICounted counted && shape is not null)
            done = counted.Macs(shape);
        rows[place] = new(path, module.GetName(), depth, shape, module.parameters().Sum(p => p.numel()), done, bytes);
        return (done, bytes);
    }

    /// <summary>A table with a line for each layer, down to a depth.</summary>
    /// <param name="width">If lines would be longer than this, the last columns are left out.</param>
    public string ToText(int depth = 2, int width = int.MaxValue)
    {
        string[][] lines =
        [
            ["layer", "output shape", "parameters", "multiply-adds", "memory"],
            ["input", Shape(Input), "", "", ""],
            .. rows.Where(row => row.Depth > 0 && row.Depth <= depth)
                .Select(row => Line(new string(' ', 2 * (row.Depth - 1)) + row.Path + " " + row.Kind, row)),
            Line("all", rows[0] with { OutputShape = null }),
        ];
        int[] wide = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        int columns = wide.Length;
        while (columns > 2 && wide.Take(columns).Sum() + 2 * (columns - 1) > width)
            columns--;
        return string.Concat(lines.Select(line =>
            string.Join("  ", line.Take(columns).Select(Aligned)).TrimEnd() + Environment.NewLine));

        // Names and shapes to the left, numbers to the right.
        string Aligned(string cell, int column) =>
            column < 2 ? cell.PadRight(wide[column]) : cell.PadLeft(wide[column]);
    }

    private static string[] Line(string name, SummaryRow row) =>
    [
        name, row.OutputShape is null ? "" : Shape(row.OutputShape),
        $"{row.Parameters:N0}", $"{row.Macs:N0}", Bytes(row.Bytes),
    ];

    private static string Shape(long[] shape) => string.Join(" x ", shape);

    private static string Bytes(long bytes) =>
        bytes < 1 << 20 ? $"{bytes / 1024.0:F1} KiB" : $"{bytes / 1048576.0:F1} MiB";
}
