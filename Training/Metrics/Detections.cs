namespace ModelZoo.Training.Metrics;

/// <summary>Precision, recall and F1 from what was rightly found, wrongly found and missed, by class.</summary>
internal static class Detections
{
    /// <summary>Macro is the mean over the classes, micro counts all classes together. A class that nothing found or held counts as zero.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> Scores(double[] right, double[] wrong, double[] missed, bool perClass)
    {
        double[] precision = Ratio(right, wrong), recall = Ratio(right, missed);
        double[] f1 = [.. precision.Zip(recall, Harmonic)];
        yield return new("precision", Mean(precision));
        yield return new("recall", Mean(recall));
        yield return new("f1", Mean(f1));
        double micro = Part(right.Sum(), wrong.Sum()), found = Part(right.Sum(), missed.Sum());
        yield return new("micro_precision", micro);
        yield return new("micro_recall", found);
        yield return new("micro_f1", Harmonic(micro, found));
        for (int c = 0; perClass && c < right.Length; c++)
        {
            yield return new($"precision_{c}", precision[c]);
            yield return new($"recall_{c}", recall[c]);
            yield return new($"f1_{c}", f1[c]);
        }
    }

    private static double[] Ratio(double[] right, double[] rest) => [.. right.Zip(rest, Part)];
    private static double Part(double right, double rest) => right + rest > 0 ? right / (right + rest) : 0;
    private static double Harmonic(double one, double other) => one + other > 0 ? 2 * one * other / (one + other) : 0;
    private static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Average();
}
