using ModelZoo.Training.Names;
using static ModelZoo.Training.Schedules.ScheduleFormulas;

namespace ModelZoo.Training.Schedules;

/// <summary>The schedules by their names on the command line. By default each fits the length of the run.</summary>
public static class ScheduleTable
{
    // Makes a schedule for so many steps and epochs of the run, without warm-up. Most end at about a hundredth of the
    // first rate.
    private delegate Schedule Maker(NamedOptions options, long steps, long epochs);

    private static readonly Dictionary<string, Maker> Rows = new()
    {
        ["constant"] = (_, _, _) => Constant(),
        ["piecewise-constant"] = (o, _, epochs) =>
            PiecewiseConstant(Milestones(o, epochs), o.Several("factors", 1, 0.1, 0.01), perEpoch: true),
        ["step"] = (o, _, epochs) => Step(o.Whole("size", (epochs + 2) / 3), o.Get("gamma", 0.1), perEpoch: true),
        ["multi-step"] = (o, _, epochs) => MultiStep(Milestones(o, epochs), o.Get("gamma", 0.1), perEpoch: true),
        ["inverse-time"] = (o, steps, _) => InverseTime(o.Get("decay", 99.0 / steps)),
        ["exponential"] = (o, steps, _) => Exponential(o.Get("gamma", Math.Pow(0.01, 1.0 / steps))),
        ["natural-exponential"] = (o, steps, _) => NaturalExponential(o.Get("decay", Math.Log(100) / steps)),
        ["linear"] = (o, steps, _) => Linear(o.Get("from", 1), o.Get("to", 0), o.Whole("total", steps)),
        ["polynomial"] = (o, steps, _) => Polynomial(o.Whole("total", steps), o.Get("power", 2)),
        ["square-root"] = (_, _, _) => SquareRoot(perEpoch: true),
        ["cosine"] = (o, steps, _) => Cosine(o.Whole("total", steps), o.Get("floor", 0)),
        ["triangular"] = (o, steps, _) => Cycle(o, steps, CyclicMode.Triangular),
        ["triangular2"] = (o, steps, _) => Cycle(o, steps, CyclicMode.Triangular2),
        ["exp-range"] = (o, steps, _) => Cycle(o, steps, CyclicMode.ExpRange),
        ["warm-restarts"] = (o, steps, _) =>
            WarmRestarts(o.Whole("first", (steps + 6) / 7), o.Whole("multiple", 2), o.Get("floor", 0)),
        ["one-cycle"] = (o, steps, _) =>
            new OneCycle(o.Whole("total", steps), o.Get("rising", 0.3), o.Get("start", 0.04), o.Get("end", 1e-4)),
        ["plateau"] = (o, _, epochs) => new ReduceOnPlateau(o.Get("factor", 0.1),
            (int)o.Get("patience", Math.Max(epochs / 10, 1)), o.Get("threshold", 1e-4), (int)o.Get("cooldown", 0),
            o.Get("floor", 0)),
    };

    public static IReadOnlyList<string> Names { get; } = [.. Rows.Keys];

    /// <summary>A schedule for a run of so many steps and epochs.</summary>
    /// <param name="text">A name, or a name with options: cosine:floor=0.001.</param>
    /// <param name="steps">Updates of the whole run.</param>
    /// <param name="epochs">Epochs of the whole run.</param>
    /// <param name="warmup">The first steps, in which the rate rises in a line before the schedule begins.</param>
    public static Schedule Create(string text, long steps, long epochs, long warmup = 0)
    {
        var options = new NamedOptions(text);
        if (!Rows.TryGetValue(options.Name, out var make))
            throw NearestName.Unknown("schedule", options.Name, Names);
        var schedule = make(options, Math.Max(steps - warmup, 1), Math.Max(epochs, 1));
        options.CheckAll();
        return warmup > 0 ? new Warmup(schedule, warmup) : schedule;
    }

    private static long[] Milestones(NamedOptions options, long epochs) =>
        Array.ConvertAll(options.Several("at", epochs / 2, epochs * 3 / 4), number => (long)number);

    private static Cyclic Cycle(NamedOptions options, long steps, CyclicMode mode)
    {
        long up = options.Whole("up", (steps + 7) / 8);
        double gamma = options.Get("gamma", Math.Pow(0.01, 1.0 / steps));
        return new Cyclic(up, options.Whole("down", up), options.Get("from", 0.1), mode, gamma);
    }
}
