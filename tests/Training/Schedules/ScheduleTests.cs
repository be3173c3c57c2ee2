using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;
using Table = ModelZoo.Training.Schedules.ScheduleFormulas;

namespace ModelZoo.Tests.Training.Schedules;

public class ScheduleTests
{
    private static readonly Dictionary<string, Tensor> Golden = Goldens.Load("schedules")
        .ToDictionary(golden => golden.Key, golden => golden.Value.DetachFromDisposeScope());

    // goldens_optimizers.py starts at rate 0.2. Where PyTorch takes a highest rate, it is 0.5: our initial rate.
    private static readonly Dictionary<string, (double Initial, Func<Schedule> Make)> Cases = new()
    {
        ["constant-factor"] = (0.2, () => Table.Constant(0.3, 50)),
        ["step"] = (0.2, () => Table.Step(30, 0.5)),
        ["multi-step"] = (0.2, () => Table.MultiStep([20, 90, 150], 0.3)),
        ["exponential"] = (0.2, () => Table.Exponential(0.97)),
        ["linear"] = (0.2, () => Table.Linear(0.25, 0.8, 120)),
        ["polynomial"] = (0.2, () => Table.Polynomial(150, 2)),
        ["cosine"] = (0.2, () => Table.Cosine(200, 0.001)),
        ["inverse-time"] = (0.2, () => Table.InverseTime(0.05)),
        ["natural-exponential"] = (0.2, () => Table.NaturalExponential(0.02)),
        ["square-root"] = (0.2, () => Table.SquareRoot()),
        ["triangular"] = (0.5, () => new Cyclic(15, 25, 0.02, least: 0.8, most: 0.95)),
        ["triangular2"] = (0.5, () => new Cyclic(20, from: 0.02, mode: CyclicMode.Triangular2, least: 0.8, most: 0.95)),
        ["exp-range"] = (0.5,
            () => new Cyclic(20, from: 0.02, mode: CyclicMode.ExpRange, gamma: 0.99, least: 0.8, most: 0.95)),
        ["warm-restarts"] = (0.2, () => Table.WarmRestarts(15, 2, 0.002)),
        ["one-cycle"] = (0.5, () => new OneCycle(200)),
        ["one-cycle-three"] = (0.5, () => new OneCycle(200, 0.4, linear: true, threePhases: true)),
        ["plateau"] = (0.2, () => new ReduceOnPlateau(0.5, 4, 1e-3, 3, 0.001)),
        ["warmup-cosine"] = (0.2, () => new Warmup(Table.Cosine(175), 25, 0.1)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Two_hundred_rates_and_momenta_are_those_of_PyTorch(string name)
    {
        var (expected, momenta) = Expected(name);
        var (schedule, optimizer) = Attached(name);
        for (int t = 0; t < 200; t++)
        {
            Close(expected[t], optimizer.param_groups[0].lr, $"{name}, rate {t}");
            if (name != "warmup-cosine")
                Close(momenta[t], optimizer.param_groups[0]["momentum"], $"{name}, momentum {t}");
            Next(schedule, t);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Restored_schedule_continues_like_the_original(string name)
    {
        var (first, optimizer) = Attached(name);
        for (int t = 0; t < 73; t++)
            Next(first, t);
        var (second, other) = Attached(name);
        second.load_state_dict(first.state_dict());
        for (int t = 73; t < 200; t++)
        {
            Assert.Equal(optimizer.param_groups[0].lr, other.param_groups[0].lr);
            Assert.Equal(optimizer.param_groups[0]["momentum"], other.param_groups[0]["momentum"]);
            Next(first, t);
            Next(second, t);
        }
    }

    [Fact]
    public void Piecewise_function_and_range_rates_follow_their_formulas()
    {
        Assert.Equal([1, 1, 0.5, 0.5, 0.1, 0.1], Rates(Table.PiecewiseConstant([2, 4], [1, 0.5, 0.1]), 6));
        Assert.Equal([1, 2, 4, 8], Rates(Table.Function((lr, t) => lr * (1 << (int)t)), 4));
        var range = Rates(Table.Range(1e-4, 1, 5), 5);
        Assert.Equal([1e-4, 1e-3, 1e-2, 1e-1, 1], range.Select(rate => Math.Round(rate, 10)));
    }

    [Fact]
    public void Warmup_scales_a_schedule_that_counts_epochs()
    {
        using var optimizer = new SGD([new Parameter(zeros(1))], 1);
        var schedule = new Warmup(Table.Step(1, 0.5, perEpoch: true), 4, 0);
        schedule.Attach(optimizer);
        var rates = new List<double>();
        for (int epoch = 0; epoch < 3; epoch++)
        {
            for (int step = 0; step < 3; step++)
            {
                rates.Add(optimizer.param_groups[0].lr);
                schedule.StepEnd();
            }
            schedule.EpochEnd(1);
        }
        Assert.Equal([0, 0.25, 0.5, 0.375, 0.5, 0.5, 0.25, 0.25, 0.25], rates);
    }

    [Fact]
    public void Every_schedule_of_the_table_fits_the_run()
    {
        foreach (var name in ScheduleTable.Names)
        {
            using var optimizer = new SGD([new Parameter(zeros(1))], 0.5, momentum: 0.9);
            var schedule = ScheduleTable.Create(name, steps: 300, epochs: 30, warmup: 20);
            schedule.Attach(optimizer);
            double highest = 0;
            for (int epoch = 0; epoch < 30; epoch++)
            {
                for (int step = 0; step < 10; step++)
                {
                    double rate = optimizer.param_groups[0].lr;
                    Assert.True(rate is >= 0 and <= 0.5 + 1e-12, $"{name}: rate {rate}");
                    highest = Math.Max(highest, rate);
                    schedule.StepEnd();
                }
                schedule.EpochEnd(1.0 / (epoch + 1));
            }
            Assert.True(highest > 0.24, $"{name} never rises above {highest}.");
        }
    }

    [Fact]
    public void Name_may_have_options_and_mistakes_are_reported()
    {
        using var optimizer = new SGD([new Parameter(zeros(1))], 1);
        var schedule = ScheduleTable.Create("piecewise-constant:at=1/2,factors=1/0.5/0.25", 100, 10);
        schedule.Attach(optimizer);
        schedule.EpochEnd();
        Assert.Equal(0.5, optimizer.param_groups[0].lr);
        Assert.Contains("Did you mean cosine", Error("cosin"));
        Assert.Contains("no option 'sise'", Error("step:sise=3"));
        Assert.Contains("write name=number", Error("step:size=x"));
        Assert.Contains("write name=number", Error("step:size"));
        var plateau = ScheduleTable.Create("plateau", 100, 10);
        plateau.Attach(optimizer);
        Assert.Contains("watches a loss", Assert.Throws<InvalidOperationException>(() => plateau.EpochEnd()).Message);

        static string Error(string text) =>
            Assert.Throws<ArgumentException>(() => ScheduleTable.Create(text, 100, 10)).Message;
    }

    [Fact]
    public void Range_test_finds_the_steepest_fall_and_ends_when_the_loss_explodes()
    {
        var test = new RangeTest(smoothing: 0.5);
        int steps = 0;
        for (; steps < 200; steps++)
        {
            double rate = 1e-5 * Math.Pow(10, steps / 30.0), place = Math.Log10(rate);
            // The loss falls around a rate of 1e-2.5, and explodes above 1e-0.5.
            double loss = 2.3 - 2 / (1 + Math.Exp(-6 * (place + 2.5))) + Math.Exp(8 * (place + 0.2));
            if (!test.Add(rate, loss))
                break;
        }
        Assert.True(steps < 199, "The test went on although the loss had exploded.");
        Assert.InRange(Math.Log10(test.Suggest()!.Value), -3, -2);
        Assert.False(test.Add(1, double.NaN));
        var flat = new RangeTest();
        for (int i = 0; i < 50; i++)
            flat.Add(i + 1, 1 + i);
        Assert.Null(flat.Suggest());
    }

    private static (double[] Rates, double[] Momenta) Expected(string name)
    {
        var all = Golden[name].data<double>().ToArray();
        return ([.. all.Where((_, i) => i % 2 == 0)], [.. all.Where((_, i) => i % 2 == 1)]);
    }

    private static (Schedule, Optimizer) Attached(string name)
    {
        var optimizer = new SGD([new Parameter(zeros(1))], Cases[name].Initial, momentum: 0.9);
        var schedule = Cases[name].Make();
        schedule.Attach(optimizer);
        return (schedule, optimizer);
    }

    private static void Next(Schedule schedule, int t)
    {
        if (schedule.PerEpoch)
            schedule.EpochEnd(Golden["watched"][t].ToDouble());
        else
            schedule.StepEnd();
    }

    private static double[] Rates(Schedule schedule, int count)
    {
        using var optimizer = new SGD([new Parameter(zeros(1))], 1);
        schedule.Attach(optimizer);
        var rates = new double[count];
        for (int i = 0; i < count; i++)
        {
            rates[i] = optimizer.param_groups[0].lr;
            schedule.StepEnd();
        }
        return rates;
    }

    private static void Close(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * Math.Max(Math.Abs(expected), 1e-9),
            $"{what}: {actual:g17}, PyTorch's is {expected:g17}.");
}
