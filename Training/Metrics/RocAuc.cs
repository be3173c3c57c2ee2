namespace ModelZoo.Training.Metrics;

/// <summary>
/// The area under the ROC curve: the chance that an example of a class scores higher than one of another class. For
/// more than two classes, the mean over each class against the rest.
/// </summary>
/// <remarks>It is exact, so it keeps all scores on the device until it is read. Ties count half.</remarks>
/// <param name="mostClasses">With more classes than this it measures nothing.</param>
public sealed class RocAuc(long mostClasses = long.MaxValue) : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Both();
        if (scores.ndim > 1 && scores.shape[1] > mostClasses)
            return;
        // A single score is that of class 1. Two scores are one as well: their difference.
        var columns = scores.ndim == 1 ? scores.unsqueeze(1)
            : scores.shape[1] == 2 ? scores.select(1, 1).sub(scores.select(1, 0)).unsqueeze(1)
            : scores;
        Keep("scores", columns.to(float64));
        Keep("target", target.reshape(-1).to(float64));
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        double[] scores = Total("scores"), target = Total("target");
        int columns = target.Length == 0 ? 0 : scores.Length / target.Length;
        var areas = Enumerable.Range(0, columns).Select(c => Area(
            [.. Enumerable.Range(0, target.Length).Select(i => scores[i * columns + c])],
            [.. target.Select(value => value == (columns == 1 ? 1 : c))]));
        yield return new("roc_auc", areas.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());
    }

    // Mann and Whitney's count of pairs, by ranks. Ties share their mean rank. NaN if there is only one class.
    private static double Area(double[] scores, bool[] positive)
    {
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        double ranks = 0, positives = positive.Count(yes => yes), negatives = scores.Length - positives;
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = start + 1;
            while (end < order.Length && scores[order[end]] == scores[order[start]])
                end++;
            for (int i = start; i < end; i++)
                if (positive[order[i]])
                    ranks += (start + 1 + end) / 2.0;
        }
        return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
    }
}
