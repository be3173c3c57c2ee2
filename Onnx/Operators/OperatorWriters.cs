using ModelZoo.Onnx.Graphs;

namespace ModelZoo.Onnx.Operators;

/// <summary>All operators that can be written, by libtorch's names without aten::.</summary>
internal static class OperatorWriters
{
    private static readonly Dictionary<string, Writer> All = new(new[]
    {
        ActivationWriters.Table, ArithmeticWriters.Table, ReductionWriters.Table, ConvolutionWriters.Table,
        PoolingWriters.Table, NormalizationWriters.Table, ShapeWriters.Table, CreationWriters.Table,
        RecurrentWriters.Table,
    }.SelectMany(table => table));

    internal static IEnumerable<string> Names => All.Keys;

    internal static void Write(GraphStep step, GraphBuilder graph)
    {
        var name = step.Name.StartsWith("aten::", StringComparison.Ordinal) ? step.Name["aten::".Length..] : step.Name;
        // relu_ is relu: the trace has a new value after each change in place.
        if (!All.TryGetValue(name, out var write) && !All.TryGetValue(name.Replace("_.", ".").TrimEnd('_'), out write))
            throw new NotSupportedException(
                $"{step.Place} is no operator that the export to ONNX knows{Remedy(name)}.");
        graph.Layer = step.Layer;
        var names = write(new(step, graph));
        foreach (var (result, made) in step.Results.Zip(names))
            graph.Name(result, made);
    }

    private static string Remedy(string name) => name.Contains("rand") || name.Contains("bernoulli")
        ? ": it draws random numbers. Draw none where the module is not training"
        : ". Write it with operators that docs/onnx.md lists";
}
