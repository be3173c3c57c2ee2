using static System.Math;

namespace ModelZoo.Training.Optimizers;

/// <summary>Searches a step after which the loss is lower and flatter.</summary>
/// <remarks>J. Nocedal, S. Wright, "Numerical optimization", 2006, algorithms 3.5 and 3.6.</remarks>
internal static class StrongWolfe
{
    private const double Decrease = 1e-4, Curvature = 0.9;
    private const int MostSearches = 25;

    internal readonly record struct Point(double Length, double Loss, Tensor Gradient, double Slope);
    internal readonly record struct Found(double Loss, Tensor Gradient, double Length, int Evaluations);

    /// <param name="evaluate">The loss, the gradient and the slope at a step of this length.</param>
    /// <param name="largest">The largest element of the direction.</param>
    internal static Found Search(Func<double, (double, Tensor, double)> evaluate, double length, double loss,
        Tensor gradient, double slope, double largest, double tolerance)
    {
        var start = new Point(0, loss, gradient, slope);
        var (previous, now) = (start, At(length));
        var (low, high) = (start, now);
        bool done = false;
        int searches = 0;
        // First outwards, until the step is between two known points.
        for (; ; searches++)
        {
            if (searches == MostSearches)
            {
                (low, high) = (start, now);
                break;
            }
            bool higher = TooHigh(now) || (searches > 1 && now.Loss >= previous.Loss);
            if (higher || now.Slope >= 0 || Flat(now))
            {
                done = !higher && Flat(now);
                (low, high) = done ? (now, now) : (previous, now);
                break;
            }
            double least = now.Length + 0.01 * (now.Length - previous.Length);
            double next = Interpolate(previous, now, least, now.Length * 10);
            (previous, now) = (now, At(next));
        }
        int evaluations = searches + 1;
        // Then inwards. The lower end of the bracket is the better one.
        if (low.Loss > high.Loss)
            (low, high) = (high, low);
        bool stuck = false;
        for (; !done && searches < MostSearches; searches++, evaluations++)
        {
            double left = Min(low.Length, high.Length), right = Max(low.Length, high.Length);
            if ((right - left) * largest < tolerance)
                break;
            length = Interpolate(low, high, left, right);
            double margin = 0.1 * (right - left);
            bool near = Min(right - length, length - left) < margin;
            if (near && (stuck || length >= right || length <= left))
            {
                length = Abs(length - right) < Abs(length - left) ? right - margin : left + margin;
                near = false;
            }
            stuck = near;
            now = At(length);
            if (TooHigh(now) || now.Loss >= low.Loss)
            {
                high = now;
                if (low.Loss > high.Loss)
                    (low, high) = (high, low);
                continue;
            }
            done = Flat(now);
            if (!done && now.Slope * (high.Length - low.Length) >= 0)
                high = low;
            low = now;
        }
        return new(low.Loss, low.Gradient, low.Length, evaluations);

        bool TooHigh(Point point) => point.Loss > loss + Decrease * point.Length * slope;

        bool Flat(Point point) => Abs(point.Slope) <= -Curvature * slope;

        Point At(double at)
        {
            var (value, slopes, along) = evaluate(at);
            return new(at, value, slopes, along);
        }
    }

    // The minimum of the cubic through two points with their slopes, within bounds.
    private static double Interpolate(Point one, Point other, double least, double most)
    {
        var (left, right) = one.Length <= other.Length ? (one, other) : (other, one);
        double bend = left.Slope + right.Slope - 3 * (left.Loss - right.Loss) / (left.Length - right.Length);
        double square = bend * bend - left.Slope * right.Slope;
        if (!(square >= 0))
            return (least + most) / 2;
        double root = Sqrt(square);
        double share = (right.Slope + root - bend) / (right.Slope - left.Slope + 2 * root);
        double at = right.Length - (right.Length - left.Length) * share;
        return Min(Max(at, least), most);
    }
}
