
using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;

namespace ModelZoo.Reproduce.Tables;

/// <summary>The optimizers of the book on airfoil self-noise: half the mean squared error of a linear model over the first 1,500 rows.</summary>
internal static class OptimizationTable
{
    private const string Optimum = "The least-squares optimum is about 0.242.";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Row("airfoil-gd", "Gradient descent", "minibatch-sgd", "batch 1,500, rate 1, 10 epochs", 10, 1500, 1, "sgd", [.242, .245, .251], .243, 21),
        Row("airfoil-sgd", "Stochastic gradient descent", "minibatch-sgd", "batch 1, rate 0.005, 2 epochs", 2, 1, 0.005, "sgd", [.243, .245, .251], .246, 21),
        Row("airfoil-minibatch-100", "Minibatches of 100", "minibatch-sgd", "batch 100, rate 0.4, 2 epochs", 2, 100, 0.4, "sgd", [.243, .245, .248], .243, 21),
        Row("airfoil-minibatch-10", "Minibatches of 10", "minibatch-sgd", "batch 10, rate 0.05, 2 epochs", 2, 10, 0.05, "sgd", [.242, .244, .255], .243, 21),
        Concise("airfoil-sgd-concise", "SGD, by layers", "minibatch-sgd", "batch 10, rate 0.01, 4 epochs", 0.01, "sgd", [.242, .243, .244], .243, 15),
        Row("airfoil-momentum-0.5", "Momentum 0.5", "momentum", "batch 10, rate 0.02, 2 epochs", 2, 10, 0.02, "sgd:momentum=0.5", [.242, .244, .247], .246, 21),
        Row("airfoil-momentum-0.9", "Momentum 0.9", "momentum", "batch 10, rate 0.01, 2 epochs", 2, 10, 0.01, "sgd:momentum=0.9", [.243, .246, .261], .261, 21),
        Row("airfoil-momentum-0.9-slow", "Momentum 0.9, half the rate", "momentum", "batch 10, rate 0.005, 2 epochs", 2, 10, 0.005, "sgd:momentum=0.9", [.242, .244, .249], .245, 21),
        Concise("airfoil-momentum-concise", "Momentum 0.9, by layers", "momentum", "batch 10, rate 0.005, 4 epochs", 0.005, "sgd:momentum=0.9", [.243, .246, .250], .247, 12),
        Row("airfoil-adagrad", "Adagrad", "adagrad", "batch 10, rate 0.1, 2 epochs", 2, 10, 0.1, "adagrad:eps=1e-6", [.242, .243, .244], .242, 21),
        Concise("airfoil-adagrad-concise", "Adagrad, by layers", "adagrad", "batch 10, rate 0.1, 4 epochs", 0.1, "adagrad", [.242, .243, .244], .242, 21),
        Row("airfoil-rmsprop", "RMSProp", "rmsprop", "batch 10, rate 0.01, gamma 0.9, 2 epochs", 2, 10, 0.01, "rmsprop:alpha=0.9,eps=1e-6", [.242, .245, .247], .247, 21),
        Concise("airfoil-rmsprop-concise", "RMSProp, by layers", "rmsprop", "batch 10, rate 0.01, gamma 0.9, 4 epochs", 0.01, "rmsprop:alpha=0.9", [.242, .245, .247], .244, 21),
        Row("airfoil-adadelta", "Adadelta", "adadelta", "batch 10, rho 0.9, 2 epochs", 2, 10, 1, "adadelta:rho=0.9,eps=1e-5", [.242, .243, .245], .243, 21),
        Concise("airfoil-adadelta-concise", "Adadelta, by layers", "adadelta", "batch 10, rho 0.9, 4 epochs", 1, "adadelta:rho=0.9", [.242, .243, .245], .243, 21),
        Row("airfoil-adam", "Adam", "adam", "batch 10, rate 0.01, 2 epochs", 2, 10, 0.01, "adam:eps=1e-6", [.242, .244, .247], .244, 21),
        Concise("airfoil-adam-concise", "Adam, by layers", "adam", "batch 10, rate 0.01, 4 epochs", 0.01, "adam", [.242, .244, .247], .254, 21) with { Note = $"{Optimum} The release's own 0.254 lies outside its history." },
        Row("airfoil-yogi", "Yogi", "adam", "batch 10, rate 0.01, 2 epochs", 2, 10, 0.01, "yogi:bias_correction=1,initial_accumulator=0", [.242, .244, .245], .245, 21),
    ];

    private static Experiment Row(string name, string title, string section, string setting, int epochs, int batch, double rate, string optimizer, double[] spread, double release, int runs) =>
        new(name, Section.Optimization, title, $"d2l-zh 2.0.0, optimization/{section}", $"airfoil self-noise, w N(0, 0.01), half the squared error; {setting}", new LinearFit("airfoil", batch, rate) { Optimizer = optimizer, Share = 0.5 })
        { Epochs = epochs, Targets = [ResultTargets.Spread("train_loss", spread, release, runs)], Note = Optimum, Quick = true };

    // The layers' own loss is the whole squared error: its gradient is twice as long; what is printed is half of it.
    private static Experiment Concise(string name, string title, string section, string setting, double rate, string optimizer, double[] spread, double release, int runs) =>
        Row(name, title, section, setting, 4, 10, rate, optimizer, spread, release, runs) with { Way = new LinearFit("airfoil", 10, rate) { Optimizer = optimizer, Reported = 0.5 } };
}
