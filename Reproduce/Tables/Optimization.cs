using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>The book's optimizers on airfoil self-noise: a linear model over the first 1,500 rows.</summary>
internal static class OptimizationTable
{
    private const string Optimum = "The least-squares optimum is about 0.242.";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("gd", "Gradient descent", "minibatch-sgd", 10, 1500, 1, "sgd"),
        Row("sgd", "Stochastic gradient descent", "minibatch-sgd", 2, 1, 0.005, "sgd"),
        Row("minibatch-100", "Minibatches of 100", "minibatch-sgd", 2, 100, 0.4, "sgd"),
        Row("minibatch-10", "Minibatches of 10", "minibatch-sgd", 2, 10, 0.05, "sgd"),
        Layers("sgd-concise", "SGD, by layers", "minibatch-sgd", 0.01, "sgd"),
        Row("momentum-0.5", "Momentum 0.5", "momentum", 2, 10, 0.02, "sgd:momentum=0.5"),
        Row("momentum-0.9", "Momentum 0.9", "momentum", 2, 10, 0.01, "sgd:momentum=0.9"),
        Row("momentum-0.9-slow", "Momentum 0.9, half the rate", "momentum", 2, 10, 0.005, "sgd:momentum=0.9"),
        Layers("momentum-concise", "Momentum 0.9, by layers", "momentum", 0.005, "sgd:momentum=0.9"),
        Row("adagrad", "Adagrad", "adagrad", 2, 10, 0.1, "adagrad:eps=1e-6"),
        Layers("adagrad-concise", "Adagrad, by layers", "adagrad", 0.1, "adagrad"),
        Row("rmsprop", "RMSProp", "rmsprop", 2, 10, 0.01, "rmsprop:alpha=0.9,eps=1e-6", "rate 0.01, gamma 0.9"),
        Layers("rmsprop-concise", "RMSProp, by layers", "rmsprop", 0.01, "rmsprop:alpha=0.9", "rate 0.01, gamma 0.9"),
        Row("adadelta", "Adadelta", "adadelta", 2, 10, 1, "adadelta:rho=0.9,eps=1e-5", "rho 0.9"),
        Layers("adadelta-concise", "Adadelta, by layers", "adadelta", 1, "adadelta:rho=0.9", "rho 0.9"),
        Row("adam", "Adam", "adam", 2, 10, 0.01, "adam:eps=1e-6"),
        Layers("adam-concise", "Adam, by layers", "adam", 0.01, "adam") with
        {
            Note = $"{Optimum} The release's own 0.254 lies outside its history.",
        },
        Row("yogi", "Yogi", "adam", 2, 10, 0.01, "yogi:bias_correction=1,initial_accumulator=0"),
    ];

    private static Experiment Row(
        string name, string title, string section, int epochs, int batch, double rate, string optimizer,
        string? details = null)
    {
        var setting = $"airfoil self-noise, w N(0, 0.01), half the squared error; "
            + $"batch {batch:N0}, {details ?? $"rate {rate}"}, {epochs} epochs";
        var procedure = new LinearFit("airfoil", batch, rate) { Optimizer = optimizer, Share = 0.5 };
        return new Experiment(
            "airfoil-" + name, Section.Optimization, title, $"d2l-zh 2.0.0, optimization/{section}", setting, procedure)
        {
            Epochs = epochs,
            Note = Optimum,
            Quick = true,
        };
    }

    // The layers' own loss is the whole squared error, so the gradient is twice as long. The book prints half of it.
    private static Experiment Layers(
        string name, string title, string section, double rate, string optimizer, string? details = null) =>
        Row(name, title, section, 4, 10, rate, optimizer, details) with
        {
            Procedure = new LinearFit("airfoil", 10, rate) { Optimizer = optimizer, Reported = 0.5 },
        };
}
