namespace ModelZoo.Parts;

/// <summary>A network for images. It checks their shape first, and then runs its layers one after the other.</summary>
public abstract class ImageNetwork : Module<Tensor, Tensor>
{
    private readonly long channels, size;
    private readonly Func<long, long>? grid;
    private Module<Tensor, Tensor>[] chain = [];

    /// <summary>With a pool over the whole last map, a network takes every size from the smallest up.</summary>
    protected ImageNetwork(string name, long channels, long smallest = 1) : base(name) =>
        (this.channels, size) = (channels, smallest);

    /// <summary>With a fully connected layer behind the last map, a network takes one size.</summary>
    /// <param name="grid">From the side of the image to the side of the last map.</param>
    protected ImageNetwork(string name, long channels, long size, Func<long, long> grid) : base(name)
    {
        (this.channels, this.size, this.grid) = (channels, size, grid);
        Grid = Expect.Grid(name, size, grid);
    }

    /// <summary>The side of the last map, where the size is fixed.</summary>
    protected long Grid { get; }

    /// <summary>The images, if they have the right shape: (N, channels, height, width).</summary>
    protected Tensor Checked(Tensor images) => grid is null
        ? Expect.Images(images, GetName(), channels, smallest: size)
        : Expect.Images(images, GetName(), channels, size, grid);

    /// <summary>The layers from input to output, with the keys net.0, net.1 and so on.</summary>
    protected void Chain(params IEnumerable<Module<Tensor, Tensor>> layers) => Chain(("net", Sequential(layers)));

    /// <summary>The layers from input to output, each under its name.</summary>
    protected void Chain(params (string name, Module<Tensor, Tensor> layer)[] layers)
    {
        foreach (var (name, layer) in layers)
            register_module(name, layer);
        chain = [.. layers.Select(named => named.layer)];
    }

    public override Tensor forward(Tensor input) =>
        chain.Aggregate(Checked(input), (x, layer) => layer.call(x));
}
