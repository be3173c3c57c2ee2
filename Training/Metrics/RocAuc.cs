using static TorchSharp.torch;

namespace ModelZoo.Training.Metrics;

/// <summary>The chance that an example of a class scores higher than one of another (area under the ROC curve); over more than two classes the mean of each against the rest.</summary>
/// <remarks>Exact, ties counted half, so it keeps all scores on the device until it is read.</remarks>
public sealed class RocAuc : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Both();
        // One score an example is of class 1; two are one as well, by their difference.
        var columns = scores.ndim == 1 ? scores.unsqueeze(1) : scores.shape[1] == 2 ? scores.select(1, 1).sub(scores.select(1, 0)).unsqueeze(1) : scores;
        Keep("scores", columns.to(float64));
        Keep("target", target.reshape(-1).to(float64));
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        double[] scores = Total("scores"), target = Total("target");
        int columns = target.Length == 0 ? 0 : scores.Length / target.Length;
        var areas = new List<double>();
        for (int c = 0; c < columns; c++)
        {
            double[] column = [.. Enumerable.Range(0, target.Length).Select(i => scores[i * columns + c])];
            double area = Area(column, [.. target.Select(value => value == (columns == 1 ? 1 : c))]);
            if (!double.IsNaN(area))
                areas.Add(area);
        }
        yield return new("roc_auc", areas.Count == 0 ? double.NaN : areas.Average());
    }

    // Mann and Whitney's count by ranks; what is equal shares the mean of its ranks. Not a number without both classes.
    private static double Area(double[] scores, bool[] positive)
    {
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        double ranks = 0, positives = positive.Count(is1 => is1), negatives = scores.Length - positives;
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && scores[order[end]] == scores[order[start]]; end++) { }
            for (int i = start; i < end; i++)
                if (positive[order[i]])
                    ranks += (start + 1 + end) / 2.0;
        }
        return positives == 0 || negatives == 0 ? double.NaN : (ranks - positives * (positives + 1) / 2) / (positives * negatives);
    }
}
