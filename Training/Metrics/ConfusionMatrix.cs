using static TorchSharp.torch;

namespace ModelZoo.Training.Metrics;

/// <summary>How often each class (row) was taken for each other (column), and precision, recall and F1 from it.</summary>
public sealed class ConfusionMatrix(int classes, bool perClass = false, long ignore = -100) : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (scores, target) = outcome.Classified();
        if (scores.shape[1] != classes)
            throw new ArgumentException($"The confusion matrix is made for {classes} classes, but the scores have {scores.shape[1]}: make it with the network's number of classes.");
        // Padding is counted into the first cell with weight zero: choosing it out would wait for the device.
        var counted = target.ne(ignore);
        var cell = (target * classes + scores.argmax(1)).masked_fill(counted.logical_not(), 0);
        Sum("matrix", scores, classes * classes).index_add_(0, cell, counted.to(float64), 1);
    }

    /// <summary>The counts, [class, taken for]; all zero before the first batch.</summary>
    public double[,] Counts()
    {
        var flat = Total("matrix");
        var counts = new double[classes, classes];
        for (int i = 0; i < flat.Length; i++)
            counts[i / classes, i % classes] = flat[i];
        return counts;
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        var counts = Counts();
        double[] right = new double[classes], wrong = new double[classes], missed = new double[classes];
        for (int row = 0; row < classes; row++)
            for (int column = 0; column < classes; column++)
            {
                if (row == column)
                    right[row] = counts[row, row];
                else
                    (missed[row], wrong[column]) = (missed[row] + counts[row, column], wrong[column] + counts[row, column]);
            }
        return Detections.Scores(right, wrong, missed, perClass);
    }
}
