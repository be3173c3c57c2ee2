namespace ModelZoo.Training.Metrics;

/// <summary>How often each class (row) was predicted as each class (column), and scores from it.</summary>
/// <param name="mostClasses">With more classes than this it measures nothing.</param>
/// <param name="ignore">The target of padding, which does not count.</param>
public sealed class ConfusionMatrix(long mostClasses = long.MaxValue, long ignore = -100) : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Classified();
        long classes = scores.shape[1];
        if (classes > mostClasses)
            return;
        // Padding is added to the first cell with weight zero: to select the rest would wait for the device.
        var counted = target.ne(ignore);
        var cell = (target * classes + scores.argmax(1)).masked_fill(counted.logical_not(), 0);
        Sum("matrix", scores, classes * classes).index_add_(0, cell, counted.to(float64), 1);
    }

    /// <summary>The counts, [class, predicted class]; empty before the first batch.</summary>
    public double[,] Counts()
    {
        var flat = Total("matrix");
        int classes = (int)Math.Sqrt(flat.Length);
        var counts = new double[classes, classes];
        for (int i = 0; i < flat.Length; i++)
            counts[i / classes, i % classes] = flat[i];
        return counts;
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        var counts = Counts();
        var classes = Enumerable.Range(0, counts.GetLength(0)).ToArray();
        // A class that is neither a target nor a prediction does not count, such as that of padding.
        var seen = classes.Where(c => classes.Any(other => counts[c, other] + counts[other, c] > 0)).ToArray();
        double[] right = Array.ConvertAll(seen, c => counts[c, c]);
        double[] wrong = Array.ConvertAll(seen, c => classes.Sum(target => counts[target, c]) - counts[c, c]);
        double[] missed = Array.ConvertAll(seen, c => classes.Sum(found => counts[c, found]) - counts[c, c]);
        return new Detections(right, wrong, missed).Means();
    }
}

/// <summary>Precision, recall and F1 of yes-or-no labels, of which each example has several.</summary>
/// <param name="threshold">Scores above it mean yes.</param>
/// <param name="perClass">Whether to add the values of each label.</param>
public sealed class LabelScores(double threshold = 0, bool perClass = false) : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Both();
        var (predicted, actual) = (scores.gt(threshold), target.gt(0.5));
        long labels = scores.shape[^1];
        Sum("right", scores, labels).add_(Count(predicted.logical_and(actual)));
        Sum("wrong", scores, labels).add_(Count(predicted.logical_and(actual.logical_not())));
        Sum("missed", scores, labels).add_(Count(actual.logical_and(predicted.logical_not())));

        Tensor Count(Tensor which) => which.reshape(-1, labels).sum([0]);
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        var found = new Detections(Total("right"), Total("wrong"), Total("missed"));
        return [.. found.Means(), .. found.Together(), .. perClass ? found.Each() : []];
    }
}

/// <summary>Of each class: how many were found, found wrongly, and missed.</summary>
internal sealed class Detections(double[] right, double[] wrong, double[] missed)
{
    private readonly double[] _precision = [.. right.Zip(wrong, Part)], _recall = [.. right.Zip(missed, Part)];

    /// <summary>Macro averages: the means over the classes.</summary>
    internal IEnumerable<KeyValuePair<string, double>> Means()
    {
        yield return new("precision", Mean(_precision));
        yield return new("recall", Mean(_recall));
        yield return new("f1", Mean(_precision.Zip(_recall, Harmonic)));
    }

    /// <summary>Micro averages: all classes are counted together.</summary>
    internal IEnumerable<KeyValuePair<string, double>> Together()
    {
        double precision = Part(right.Sum(), wrong.Sum()), recall = Part(right.Sum(), missed.Sum());
        yield return new("micro_precision", precision);
        yield return new("micro_recall", recall);
        yield return new("micro_f1", Harmonic(precision, recall));
    }

    internal IEnumerable<KeyValuePair<string, double>> Each()
    {
        for (int c = 0; c < right.Length; c++)
        {
            yield return new($"precision_{c}", _precision[c]);
            yield return new($"recall_{c}", _recall[c]);
            yield return new($"f1_{c}", Harmonic(_precision[c], _recall[c]));
        }
    }

    private static double Part(double right, double rest) => right + rest > 0 ? right / (right + rest) : 0;
    private static double Harmonic(double one, double other) => one + other > 0 ? 2 * one * other / (one + other) : 0;
    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}
