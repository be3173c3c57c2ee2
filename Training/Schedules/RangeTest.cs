namespace ModelZoo.Training.Schedules;

/// <summary>A learning-rate range test (Smith 2017): losses at rising rates, and the rate to choose.</summary>
internal sealed class RangeTest(double smoothing = 0.98)
{
    private readonly List<(double Rate, double Loss)> _points = [];
    private double _average;

    /// <summary>The rates with their smoothed losses: single batches are too noisy to show a slope.</summary>
    internal IReadOnlyList<(double Rate, double Loss)> Points => _points;

    /// <summary>The rate at which the loss exploded; null if it has not.</summary>
    internal double? RanAway { get; private set; }

    /// <summary>Adds a step. Returns false if the loss has exploded, so that the test can end.</summary>
    internal bool Add(double rate, double loss)
    {
        if (!double.IsFinite(loss))
        {
            RanAway = rate;
            return false;
        }
        _average = smoothing * _average + (1 - smoothing) * loss;
        double smooth = _average / (1 - Math.Pow(smoothing, _points.Count + 1));
        _points.Add((rate, smooth));
        if (_points.Count < 10 || smooth <= 4 * _points.Min(point => point.Loss))
            return true;
        RanAway = rate;
        return false;
    }

    /// <summary>The rate at which the loss falls fastest, before its lowest point; null if it never falls.</summary>
    internal double? Suggest()
    {
        int lowest = _points.Count == 0 ? 0 : _points.IndexOf(_points.MinBy(point => point.Loss));
        double steepest = 0;
        double? best = null;
        // A slope over several points. The first points average too few losses to be trusted.
        int reach = Math.Max(_points.Count / 20, 1);
        for (int i = reach; i + reach <= lowest; i++)
        {
            var (before, after) = (_points[i - reach], _points[i + reach]);
            double slope = (after.Loss - before.Loss) / Math.Log(after.Rate / before.Rate);
            if (slope < steepest)
                (steepest, best) = (slope, _points[i].Rate);
        }
        return best;
    }
}
