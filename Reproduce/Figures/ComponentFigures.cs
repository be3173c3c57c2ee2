using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Ideas.Unsupervised;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Directions and features found in images.</summary>
internal static class ComponentFigures
{
    /// <summary>Components of Fashion-MNIST: by decomposition, by iteration, and what they keep.</summary>
    internal static void Pca(Attempt attempt, Measurement found)
    {
        using var data = Clothes(attempt, 10_000);
        var x = Pixels(data.Train);
        var pca = PrincipalComponents.BySvd(x);
        var iterated = PrincipalComponents.ByIteration(x, 5);
        var overlap = (iterated.Components * pca.Components.narrow(0, 0, 5)).sum(1).abs();
        found.Values["least_cosine"] = overlap.min().ToDouble();
        // An independent way: the eigenvalues of the covariance.
        var values = linalg.eigvalsh((x - pca.Mean).t().matmul(x - pca.Mean) / (x.shape[0] - 1)).flip(0);
        found.Values["difference_of_variances"] = ((values - pca.Variances).abs().max() / values[0]).ToDouble();
        found.Values["needed_for_95_percent"] = pca.Needed(0.95);
        var cumulated = (pca.Variances.cumsum(0) / pca.Variances.sum()).data<double>().ToArray();
        found.Plot("share of the variance", "components").Line("kept",
            cumulated.Index().Where(point => point.Index < 300 && point.Index % 5 == 0)
                .Select(point => (point.Index + 1.0, point.Item)));
        found.Values["kept_by_needed"] = cumulated[pca.Needed(0.95) - 1];
        var white = pca.Whiten(x, epsilon: 0).narrow(1, 0, 100);
        var covariance = white.t().matmul(white) / (x.shape[0] - 1);
        found.Values["whitened_covariance_error"] =
            (covariance - eye(100, dtype: float64)).abs().max().ToDouble();
        var shown = x.narrow(0, 0, 10);
        List<PanelRow> rows =
        [
            new("components", Png(Picture.OfWeights(pca.Components.narrow(0, 0, 10).view(-1, 28, 28)))),
            Row("images", shown),
        ];
        foreach (int kept in new[] { 5, 20, 100 })
            rows.Add(Row($"from {kept} components", pca.Inverse(pca.Transform(shown, kept)).clamp(0, 1)));
        rows.Add(Row("whitened (ZCA)", pca.Whiten(shown, 0.01, turnBack: true)));
        found.Panels.Add(new Panel("Principal components", "Orange is positive, blue negative.", rows));
    }

    /// <summary>Two directions for classes, beside two for the variance.</summary>
    internal static void Discriminants(Attempt attempt, Measurement found)
    {
        using var data = Clothes(attempt, 6000);
        var whole = Pixels(data.Train);
        var pca = PrincipalComponents.BySvd(whole);
        // In the space of 50 components the spread inside classes is invertible.
        var x = pca.Transform(whole, 50);
        var (directions, ratios) = LinearDiscriminant.Fit(x, data.Train.Targets, 10);
        var tests = pca.Transform(Pixels(data.Test), 50);
        found.Values["directions"] = ratios.shape[0];
        var first = eye(50, dtype: float64);
        foreach (var (name, projection) in new[] { ("components", first), ("discriminants", directions) })
        {
            var plane = projection.narrow(0, 0, 2).t();
            found.Values[$"accuracy_from_2_{name}"] = NearestMean(x.matmul(plane), data.Train.Targets,
                tests.matmul(plane), data.Test.Targets);
            var plot = found.Plot($"{name}: second", "first");
            // Ellipses of two deviations around a class's mean.
            var circle = linspace(0, 2 * Math.PI, 41, float64);
            foreach (int label in new[] { 0, 5, 8 })
            {
                var own = tests[data.Test.Targets.eq(label)].matmul(plane);
                var root = linalg.cholesky(own.t().cov());
                var ellipse = own.mean([0]) + 2 * stack([circle.cos(), circle.sin()], 1).matmul(root.t());
                plot.Line(data.Classes[label], ellipse.unbind().Select(p => (p[0].ToDouble(), p[1].ToDouble())));
            }
        }
    }

    /// <summary>Features of a sparse code, and the error by how sparse it is.</summary>
    internal static void SparseCodes(Attempt attempt, Measurement found)
    {
        const int Features = 64;
        using var random = new Generator((ulong)attempt.Seed);
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 1500 });
        var x = Pixels(data.Train).to(float32);
        x = x - x.mean([0]);
        var plot = found.Plot("error over the variance", "active features of an image");
        var line = plot.Line("sparse code of 64 features");
        var pcaLine = plot.Line("as many principal components");
        var pca = PrincipalComponents.BySvd(x);
        double variance = x.square().sum(1).mean().ToDouble();
        foreach (double penalty in new[] { 1.5, 0.8, 0.4, 0.2 })
        {
            var coding = SparseCoding.Fit(x, Features, penalty, 15, random);
            var z = coding.Encode(x);
            double active = z.ne(0).sum(1).to(float32).mean().ToDouble();
            double error = (x - z.matmul(coding.Features)).square().sum(1).mean().ToDouble() / variance;
            line.Add(active, error);
            int same = Math.Max(1, (int)Math.Round(active));
            pcaLine.Add(active, (x - pca.Inverse(pca.Transform(x, same))).square().sum(1).mean().ToDouble() / variance);
            if (penalty == 0.4)
                found.Panels.Add(new Panel("Features", "64 features of glyphs, penalty 0.4.",
                    [new("", [Picture.Mosaic(Picture.OfWeights(coding.Features.view(-1, 28, 28)), 16).Png()])]));
        }
        found.Values["active_at_0.2"] = line.Points[^1][0];
        found.Values["error_at_0.2"] = line.Last;
        found.Values["error_falls"] = line.Values.Zip(line.Values.Skip(1), (a, b) => a > b).All(falls => falls) ? 1 : 0;
    }

    private static double NearestMean(Tensor x, Tensor y, Tensor tests, Tensor labels)
    {
        var means = stack([.. Enumerable.Range(0, 10).Select(c => x[y.eq(c)].mean([0]))]);
        return cdist(tests, means).argmin(1).eq(labels).to(float64).mean().ToDouble();
    }

    private static Dataset Clothes(Attempt attempt, int count) => DatasetCatalog.Open(
        "fashion-mnist", new DatasetOptions { DataRoot = attempt.DataRoot, LimitTrain = count, LimitTest = 2000 });

    private static Tensor Pixels(Split split) => split.Inputs.to(float64).flatten(1) / 255;

    private static PanelRow Row(string label, Tensor x) => new(label, Png(Picture.Of(x.view(-1, 1, 28, 28))));

    private static byte[][] Png(Picture[] pictures) => [.. pictures.Select(picture => picture.Png())];
}
