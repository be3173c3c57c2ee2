using ModelZoo.Reproduce.Figures;
using ModelZoo.Reproduce.Running;
using static ModelZoo.Reproduce.Tables.FigureRows;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Numeric, symbolic and automatic differentiation.</summary>
internal static class DifferentiationTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("numeric-derivative", "Numeric differentiation", "4.5.1", Derivatives.StepSizes,
            "forward and central differences of e^x at 1, steps of 1 to 1e-15",
            Between("forward_best_step_power", -9.5, -6.5),
            Between("central_best_step_power", -7, -4),
            Between("forward_order", 0.95, 1.05),
            Between("central_order", 1.95, 2.05)),
        Row("four-derivatives", "Formula, dual numbers, tape and autograd", "4.5", Derivatives.FourWays,
            "ln x + x y - sin y at (2, 5); a neuron at x = 1, w = b = 0",
            AtMost("from_formula", 1e-12),
            AtMost("from_dual", 1e-12),
            AtMost("from_tape", 1e-12),
            AtMost("from_differences", 1e-6),
            Exact("neuron_slope", 0.25)),
        Row("expression-swell", "How symbolic derivatives grow", "4.5.2", Derivatives.ExpressionSwell,
            "x becomes 4 x (1 - x) up to 7 times",
            AtMost("difference", 1e-6),
            Between("growth_of_formula", 1.9, 10),
            Exact("growth_of_tape", 3)),
        Row("backpropagation", "Back-propagation by hand", "4.4", Derivatives.ByHand,
            "2-8-8-1 sigmoids on exclusive or, weight decay 1e-5, SGD 2, 200 steps, float64",
            AtMost("difference_from_autograd", 1e-12),
            AtMost("last_over_first_loss", 0.5)),
        Row("rtrl", "Gradients of a recurrent network: BPTT and RTRL", "6.4", Derivatives.ThroughTime,
            "8 tanh units, 3 inputs, 5 to 80 steps, float64",
            AtMost("bptt_difference", 1e-10),
            AtMost("rtrl_difference", 1e-10)),
    ];

    private static Experiment Row(
        string name, string title, string section, Action<Attempt, Measurement> compute, string setting,
        params Target[] targets) =>
        Figure(Section.Differentiation, $"nndl {section}", name, title, compute, setting, targets);
}
