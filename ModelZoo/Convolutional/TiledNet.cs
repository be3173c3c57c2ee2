// Tiled convolutional network. J. Ngiam et al., "Tiled convolutional neural networks", 2010; "Deep Learning", section
// 9.5.
// Idea: filters take turns from place to place, so that a pool over neighbors sees several: see UnsharedConvolution. It
// has LeNet's layers and about its parameters.
// Different here: trained with labels, not by topographic independent component analysis.

namespace ModelZoo.Convolutional;

public sealed class TiledNet : ImageNetwork
{
    /// <param name="tiles">The distance of places with the same filter, in both layers. At 1 all share it.</param>
    public TiledNet(long classes = 10, long channels = 1, long size = 28, long tiles = 2)
        : base("tiled", channels, size, side => ((side - 4) / 2 - 4) / 2) =>
        Chain(
            new UnsharedConvolution(channels, 6, 5, size, tiles), Tanh(), AvgPool2d(2),
            new UnsharedConvolution(6, 16, 5, (size - 4) / 2, tiles), Tanh(), AvgPool2d(2),
            Flatten(),
            Linear(16 * Grid * Grid, 140), Tanh(),
            Linear(140, 100), Tanh(),
            Linear(100, classes));
}
