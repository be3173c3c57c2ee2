// Convolution with weights that are not shared everywhere. K. Gregor and Y. LeCun, "Emergence of complex-like cells in
// a temporal product network with local receptive fields", 2010; "Deep Learning", section 9.5.
// Idea: a locally connected layer has a filter of its own for each place: it sees as locally as a convolution, but what
// it learns in one place does not help in another. A tiled convolution lies between: it has T x T filters, and places
// take turns.
// Cost: the multiply-adds of a convolution, and up to a filter for each place to store.

using ModelZoo.Tracing;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Convolutional;

/// <summary>(N, channels, size, size) to (N, filters, size - kernel + 1, size - kernel + 1).</summary>
public sealed class UnsharedConvolution : Module<Tensor, Tensor>, ICounted
{
    private readonly Parameter weight, bias;                                // (filters, inputs, period, period)
    private readonly long kernel, side, inputs;

    /// <param name="tile">Places at this distance share a filter. At 0 no places do.</param>
    public UnsharedConvolution(long channels, long filters, long kernel, long size, long tile = 0) : base("unshared")
    {
        (this.kernel, side, inputs) = (kernel, size - kernel + 1, channels * kernel * kernel);
        long period = tile == 0 ? side : tile;
        weight = Parameter(empty(filters, inputs, period, period));
        bias = Parameter(zeros(filters, 1, period, period));
        var bound = Math.Sqrt(6.0 / (inputs + filters * kernel * kernel));  // Xavier's, as for a shared filter
        init.uniform_(weight, -bound, bound);
        RegisterComponents();
    }

    // Sums of products: one matrix product for each place would start threads thousands of times.
    public override Tensor forward(Tensor input)
    {
        var patches = functional.unfold(input, kernel).unsqueeze(1);        // (N, 1, inputs, places)
        var maps = (patches * Everywhere(weight)).sum(dim: 2);              // (N, filters, places)
        return Functions.Add(maps, Everywhere(bias).squeeze(1)).unflatten(2, side, side);
    }

    long ICounted.Macs(long[] outputShape) => outputShape.Aggregate(inputs, (product, side) => product * side);

    // The filter of each place: (filters, inputs, places).
    private Tensor Everywhere(Tensor filters)
    {
        long times = (side + filters.shape[3] - 1) / filters.shape[3];
        return filters.repeat(1, 1, times, times).narrow(2, 0, side).narrow(3, 0, side).flatten(2);
    }
}
