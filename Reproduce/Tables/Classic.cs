using ModelZoo.Reproduce.Figures;
using ModelZoo.Reproduce.Running;
using static ModelZoo.Reproduce.Tables.FigureRows;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Hopfield networks, Boltzmann machines, and rules from before back-propagation.</summary>
internal static class ClassicTable
{
    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("hopfield-example", "Hopfield network of four units", "nndl 8.6.1", HopfieldFigures.Example,
            "patterns (1, -1, -1, 1) and (-1, 1, -1, 1), Hebb's rule, all 16 states",
            Exact("weight_difference", 0),
            Exact("levels", 3),
            Exact("highest", 4),
            Exact("lowest", -4),
            Exact("energy_of_patterns", -4),
            Exact("bits_that_change", 0)),
        Row("hopfield-recall", "Recall of damaged glyphs", "nndl 8.6.1", HopfieldFigures.Recall,
            "4 digits of 784 pixels, what they share taken away; a fifth turned round, or the lower half blank",
            AtMost("wrong_pixels", 0.02),
            AtMost("largest_rise", 1e-9)),
        Row("hopfield-capacity", "How many patterns a Hopfield network stores", "Hertz, Krogh, Palmer 1991, 2.2",
            HopfieldFigures.Capacity, "1,000 units, 50 to 500 random patterns, one step",
            Exact("formula_at_0.105", 0.0010, 0.05),
            Exact("formula_at_0.138", 0.00355, 0.01),
            Exact("formula_at_0.185", 0.0100, 0.02),
            AtMost("deviations_from_formula", 6)),
        Row("hopfield-tour", "The traveling salesman by a network", "Hopfield, Tank 1985", HopfieldFigures.Tour,
            "10 random cities, 40 starts, A = B = D = 500, C = 200, 15 visits, 1,000 steps of 1e-5",
            Between("valid_share", 0.05, 1),
            Between("mean_over_best", 1, 1.8),
            Exact("best_tour_is_closed", 10)),
        Row("boltzmann", "Restricted Boltzmann machine", "nndl 12.2", BoltzmannFigures.Machine,
            "2,000 binary glyphs, 16 hidden units, batch 20, rate 0.05, 15 epochs; AIS of 200 chains, 2,000 steps",
            AtMost("pcd_log_z_error", 0.5),
            Between("cd_gain", 50, 600),
            Between("pcd_gain", 50, 600)) with
        {
            Epochs = 15,
            Quick = false,
            Note = "CD-1 leaves likely states far from the data, which annealed sampling does not find: "
                + "there its log Z is too small by about 10.",
        },
        Row("deep-belief", "Deep belief network, greedy and fine-tuned", "nndl 12.3", BoltzmannFigures.BeliefNetwork,
            "784-128-64 on 3,000 binary glyphs, 10 epochs each; 200 labels, Adam 0.003, 300 steps",
            Between("pretrained_accuracy", 0.6, 1),
            Between("gain", 0, 1)) with { Quick = false },
        Row("boltzmann-autoencoder", "Deep autoencoder that begins as Boltzmann machines",
            "Hinton, Salakhutdinov 2006", BoltzmannFigures.DeepAutoencoder,
            "784-128-32-128-784 on 3,000 binary glyphs, Adam 0.001, 6 epochs",
            AtMost("pretrained_over_random", 0.95)) with { Quick = false },
        Row("oja", "Hebb's and Oja's rules", "Oja 1982", EarlyLearning.Oja,
            "2,000 examples of 5 correlated features, rate 0.005",
            Between("cosine", 0.98, 1),
            Between("length", 0.9, 1.1),
            Between("length_by_hebb", 100, 1e7)),
        Row("self-organizing-map", "Competitive learning and the self-organizing map", "Kohonen 1982",
            EarlyLearning.Map, "8 x 8 units, 1,000 points of a square, 6,000 steps",
            AtMost("map_topographic", 0.15),
            Between("alone_topographic", 0.3, 1),
            AtMost("map_quantization", 0.06)),
        Row("perceptron-bound", "Convergence of the perceptron, and exclusive or", "nndl 3.4, theorem 3.2",
            EarlyLearning.Perceptron, "100 points of two classes with margins of 0.02 to 0.8",
            Exact("violations_of_the_bound", 0),
            Exact("xor_converges", 0),
            Exact("and_converges", 1)),
    ];

    private static Experiment Row(
        string name, string title, string source, Action<Attempt, Measurement> compute, string setting,
        params Target[] targets) =>
        Figure(Section.Classic, source, name, title, compute, setting, targets);
}
