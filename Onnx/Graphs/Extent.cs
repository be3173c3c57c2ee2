namespace ModelZoo.Onnx.Graphs;

/// <summary>A whole number of a traced run that may grow with the batch: PerExample * batch + Constant.</summary>
internal readonly record struct Extent(long PerExample, long Constant)
{
    internal bool IsConstant => PerExample == 0;

    /// <summary>The line through the numbers of two traces.</summary>
    internal static Extent Through((int Batch, long Number) one, (int Batch, long Number) other)
    {
        long slope = (other.Number - one.Number) / (other.Batch - one.Batch);
        return new(slope, one.Number - slope * one.Batch);
    }

    public static implicit operator Extent(long constant) => new(0, constant);
}
