using ModelZoo.Convolutional;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Ideas.Convolutions;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Figures;

/// <summary>What a single convolution or pool does.</summary>
internal static class SmallConvolutions
{
    /// <summary>A noisy wave, its moving average and its second derivative, all by hand.</summary>
    internal static void Signals(Attempt attempt, Measurement found)
    {
        const int Length = 60, Width = 5;
        var noise = randn(Length, dtype: float64).data<double>().ToArray();
        double[] wave = [.. noise.Select((grain, t) => Math.Sin(t * 0.2) + 0.2 * grain)];
        double[] mean = [.. Enumerable.Repeat(1.0 / Width, Width)];
        var plot = found.Plot("signal", "sample");
        plot.Line("noisy", wave.Select((y, t) => ((double)t, y)));
        plot.Line("mean of 5", Signal.Convolve(wave, mean, padding: Signal.Equal(Width))
            .Select((y, t) => ((double)t, y)));
        found.Values["narrow_length"] = Signal.Convolve(wave, mean, padding: Signal.Narrow(Width)).Length;
        found.Values["equal_length"] = Signal.Convolve(wave, mean, padding: Signal.Equal(Width)).Length;
        found.Values["wide_length"] = Signal.Convolve(wave, mean, padding: Signal.Wide(Width)).Length;
        found.Values["covered_with_dilation_3"] = Signal.Covered(Width, 3);

        double[] parabola = [.. Enumerable.Range(0, 10).Select(t => (double)t * t)];
        found.Values["second_derivative_of_x2"] = Signal.Convolve(parabola, [1, -2, 1]).Average();
        double[] slopes = [1, 0, -1];
        double[] turned = [.. slopes.Reverse()];
        found.Values["flip"] = Furthest(Signal.Convolve(wave, slopes), Signal.Correlate(wave, turned));
        found.Values["difference_from_conv1d"] = Furthest(
            Signal.Correlate(wave, mean, stride: 2, padding: 3, dilation: 2), [.. functional.conv1d(
                tensor(wave).view(1, 1, -1), tensor(mean).view(1, 1, -1), stride: 2, padding: 3, dilation: 2)
                .flatten().data<double>()]);
    }

    /// <summary>Filters that blur and that find edges.</summary>
    internal static void Filters(Attempt attempt, Measurement found)
    {
        var images = Glyphs(attempt, 6).squeeze(1);
        (string Name, Filter Filter)[] filters =
        [
            ("mean of 5 x 5", Filter.Mean(5)), ("Gaussian, deviation 1.5", Filter.Gaussian(7, 1.5)),
            ("edges", Filter.Edges), ("horizontal edges", Filter.Horizontal),
        ];
        List<PanelRow> rows = [new("image", Png(Picture.Of(images.unsqueeze(1))))];
        double furthest = 0;
        foreach (var (name, filter) in filters)
        {
            var weights = tensor(filter.Weights);
            var ours = stack([.. images.unbind().Select(image => tensor(filter.Apply(Array2d(image))))]);
            var theirs = functional.conv2d(images.unsqueeze(1), weights.unsqueeze(0).unsqueeze(0),
                padding: [weights.shape[0] / 2, weights.shape[1] / 2]).squeeze(1);
            furthest = Math.Max(furthest, (ours - theirs).abs().max().ToDouble());
            rows.Add(new(name, Png(weights.sum().ToDouble() > 0.5
                ? Picture.Of(ours.unsqueeze(1)) : Picture.OfWeights(ours))));
        }
        found.Values["difference_from_conv2d"] = furthest;
        var ramp = new double[9, 9];
        for (int y = 0; y < 9; y++)
            for (int x = 0; x < 9; x++)
                ramp[y, x] = 3 * x + 2 * y;
        found.Values["edges_of_a_ramp"] = Filter.Edges.Apply(ramp)[4, 4];
        found.Values["horizontal_slope_of_a_ramp"] = Filter.Horizontal.Apply(ramp)[4, 4];
        found.Panels.Add(new Panel("Filters", "Orange is positive, blue negative.", rows));
    }

    /// <summary>Separable filters and the Fourier transform: the same result, and what it costs.</summary>
    internal static void Fast(Attempt attempt, Measurement found)
    {
        const int Side = 256;
        var image = rand(40, 40, dtype: float64);
        var line = Filter.Bell(9, 2);
        var direct = tensor(Filter.Outer(line).Apply(Array2d(image)));
        var separable = tensor(FastConvolution.Separable(Array2d(image), line));
        var fourier = FastConvolution.ByFourier(image, tensor(Filter.Outer(line).Weights));
        found.Values["separable_difference"] = (separable - direct).abs().max().ToDouble();
        found.Values["fourier_difference"] = (fourier - direct).abs().max().ToDouble();
        var plot = found.Plot("multiply-adds for 256 x 256 pixels", "width of the filter");
        var widths = Enumerable.Range(1, 20).Select(i => 2 * i + 1).ToArray();
        var costs = widths.Select(width => FastConvolution.Cost(Side, width)).ToArray();
        plot.Line("direct", widths.Zip(costs, (width, cost) => ((double)width, cost.Direct)));
        plot.Line("separable", widths.Zip(costs, (width, cost) => ((double)width, cost.Separable)));
        plot.Line("Fourier", widths.Zip(costs, (width, cost) => ((double)width, cost.Fourier)));
        found.Values["fourier_wins_from"] =
            widths.Zip(costs).First(pair => pair.Second.Fourier < pair.Second.Direct).First;
    }

    /// <summary>How much pooled images change when the image moves, by the kind of pool.</summary>
    internal static void Pools(Attempt attempt, Measurement found)
    {
        var images = Glyphs(attempt, 100);
        var plot = found.Plot("relative change", "pixels that the image moves");
        var rows = new List<PanelRow> { new("image", Png(Picture.Of(images.narrow(0, 0, 8)))) };
        foreach (var (name, pool) in Pooling.Kinds)
        {
            var pooled = pool(images);
            plot.Line(name, Enumerable.Range(0, 5).Select(shift => ((double)shift,
                ((pool(images.roll(shift, 3)) - pooled).norm() / pooled.norm()).ToDouble())));
            found.Values[$"{name}_change_by_2"] = plot.Lines[^1].Points[2][1];
            rows.Add(new(name, Png(Picture.Of(pooled.narrow(0, 0, 8) / pooled.max()))));
        }
        var unpooled = plot.Line("no pool", Enumerable.Range(0, 5).Select(shift => ((double)shift,
            ((images.roll(shift, 3) - images).norm() / images.norm()).ToDouble())));
        found.Values["no_pool_change_by_2"] = unpooled.Points[2][1];
        found.Values["l2_difference"] =
            (Pooling.L2(images) - functional.lp_pool2d(images, 2, 4)).abs().max().ToDouble();
        found.Panels.Add(new Panel("Pooled", "Regions of 4 x 4 pixels.", rows));
    }

    /// <summary>
    /// The same layers with filters that all places share, that take turns, and that no places share.
    /// </summary>
    internal static void Sharing(Attempt attempt, Measurement found)
    {
        using var data = DatasetCatalog.Open("fashion-mnist",
            new DatasetOptions { DataRoot = attempt.DataRoot, LimitTrain = 4000, LimitTest = 1000 });
        (string Name, Func<Module<Tensor, Tensor>> Make)[] networks =
        [
            ("LeNet", () => new LeNet()), ("shared", () => new TiledNet(tiles: 1)), ("tiled", () => new TiledNet()),
            ("local", () => new LocallyConnectedNet()),
        ];
        var plot = found.Plot("test accuracy", "epoch");
        foreach (var (name, make) in networks)
        {
            manual_seed(attempt.Seed);
            using var network = make();
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), name == "LeNet" ? 0.005 : 0.001);
            var line = plot.Line($"{name}, {network.parameters().Sum(weight => weight.numel()):N0} parameters");
            Classifiers.Fit(attempt, network, optimizer, data, attempt.Wanted, line: line);
            found.Values[$"{name.ToLowerInvariant()}_accuracy"] = line.Last;
        }
    }

    private static Tensor Glyphs(Attempt attempt, int count)
    {
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = count });
        return data.Train.Inputs.to(float64) / 255;
    }

    private static double[,] Array2d(Tensor image)
    {
        var (height, width) = ((int)image.shape[0], (int)image.shape[1]);
        var array = new double[height, width];
        Buffer.BlockCopy(image.contiguous().data<double>().ToArray(), 0, array, 0, height * width * sizeof(double));
        return array;
    }

    private static byte[][] Png(Picture[] pictures) => [.. pictures.Select(picture => picture.Png())];

    private static double Furthest(double[] ours, double[] right) => ours.Zip(right, (a, b) => Math.Abs(a - b)).Max();
}
