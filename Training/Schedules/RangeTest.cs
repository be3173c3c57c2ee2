namespace ModelZoo.Training.Schedules;

/// <summary>Reads a learning-rate range test (Smith 2017): losses over rates that rise from step to step, and the rate to start from.</summary>
public sealed class RangeTest(double smoothing = 0.98)
{
    private readonly List<(double Rate, double Loss)> _points = [];
    private double _average;

    /// <summary>The rates with the losses there, smoothed: single batches are too noisy to read a slope from.</summary>
    public IReadOnlyList<(double Rate, double Loss)> Points => _points;

    /// <summary>The rate at which the loss ran away; null while it has not.</summary>
    public double? RanAway { get; private set; }

    /// <summary>Adds a step; false when the loss has run away, so that the test can end.</summary>
    public bool Add(double rate, double loss)
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

    /// <summary>Where the loss falls fastest per factor of the rate, before its lowest point; null if it never falls.</summary>
    public double? Suggest()
    {
        int lowest = 0;
        for (int i = 1; i < _points.Count; i++)
            if (_points[i].Loss < _points[lowest].Loss)
                lowest = i;
        double steepest = 0;
        double? best = null;
        // A slope over several points; the first few averages hold too few losses to trust.
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
