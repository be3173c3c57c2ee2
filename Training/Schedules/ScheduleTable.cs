using ModelZoo.Training.Names;

namespace ModelZoo.Training.Schedules;

/// <summary>Every schedule by the name that the command line takes, fitted to the length of the run where no option says otherwise.</summary>
public static class ScheduleTable
{
    // steps and epochs of the whole run, less the warm-up; the rates that it ends with are about a hundredth of the first.
    private sealed record Row(string Name, Func<NamedOptions, long, long, Schedule> Make);

    private static readonly Row[] Rows =
    [
        new("constant", (_, _, _) => ScheduleFormulas.Constant()),
        new("piecewise-constant", (o, _, epochs) => ScheduleFormulas.PiecewiseConstant(Wholes(o.Several("at", epochs / 2, epochs * 3 / 4)), o.Several("factors", 1, 0.1, 0.01), perEpoch: true)),
        new("step", (o, _, epochs) => ScheduleFormulas.Step(o.Whole("size", (epochs + 2) / 3), o.Get("gamma", 0.1), perEpoch: true)),
        new("multi-step", (o, _, epochs) => ScheduleFormulas.MultiStep(Wholes(o.Several("at", epochs / 2, epochs * 3 / 4)), o.Get("gamma", 0.1), perEpoch: true)),
        new("inverse-time", (o, steps, _) => ScheduleFormulas.InverseTime(o.Get("decay", 99.0 / steps))),
        new("exponential", (o, steps, _) => ScheduleFormulas.Exponential(o.Get("gamma", Math.Pow(0.01, 1.0 / steps)))),
        new("natural-exponential", (o, steps, _) => ScheduleFormulas.NaturalExponential(o.Get("decay", Math.Log(100) / steps))),
        new("linear", (o, steps, _) => ScheduleFormulas.Linear(o.Get("from", 1), o.Get("to", 0), o.Whole("total", steps))),
        new("polynomial", (o, steps, _) => ScheduleFormulas.Polynomial(o.Whole("total", steps), o.Get("power", 2))),
        new("square-root", (_, _, _) => ScheduleFormulas.SquareRoot(perEpoch: true)),
        new("cosine", (o, steps, _) => ScheduleFormulas.Cosine(o.Whole("total", steps), o.Get("floor", 0))),
        new("triangular", (o, steps, _) => Cycle(o, steps, CyclicMode.Triangular)),
        new("triangular2", (o, steps, _) => Cycle(o, steps, CyclicMode.Triangular2)),
        new("exp-range", (o, steps, _) => Cycle(o, steps, CyclicMode.ExpRange)),
        new("warm-restarts", (o, steps, _) => ScheduleFormulas.WarmRestarts(o.Whole("first", (steps + 6) / 7), o.Whole("multiple", 2), o.Get("floor", 0))),
        new("one-cycle", (o, steps, _) => new OneCycle(o.Whole("total", steps), o.Get("rising", 0.3), o.Get("start", 0.04), o.Get("end", 1e-4))),
        new("plateau", (o, _, epochs) => new ReduceOnPlateau(o.Get("factor", 0.1), (int)o.Get("patience", Math.Max(epochs / 10, 1)), o.Get("threshold", 1e-4), (int)o.Get("cooldown", 0), o.Get("floor", 0))),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Rows.Select(row => row.Name)];

    /// <summary>A schedule for a run of so many steps and epochs, with a linear rise over the first `warmup` steps in front of it.</summary>
    /// <param name="text">A name, or a name with options: cosine:floor=0.001.</param>
    /// <param name="steps">Updates of the whole run.</param>
    /// <param name="epochs">Epochs of the whole run.</param>
    /// <param name="warmup">Of these steps, the ones that rise.</param>
    public static Schedule Create(string text, long steps, long epochs, long warmup = 0)
    {
        var options = new NamedOptions(text);
        var row = Array.Find(Rows, row => row.Name == options.Name) ?? throw NearestName.Unknown("schedule", options.Name, Names);
        var schedule = row.Make(options, Math.Max(steps - warmup, 1), Math.Max(epochs, 1));
        options.CheckAll();
        return warmup > 0 ? new Warmup(schedule, warmup) : schedule;
    }

    private static long[] Wholes(double[] numbers) => Array.ConvertAll(numbers, number => (long)number);

    private static Cyclic Cycle(NamedOptions options, long steps, CyclicMode mode)
    {
        long up = options.Whole("up", (steps + 7) / 8);
        return new Cyclic(up, options.Whole("down", up), options.Get("from", 0.1), mode, options.Get("gamma", Math.Pow(0.01, 1.0 / steps)));
    }
}
