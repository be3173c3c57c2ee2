using ModelZoo.Training.Optimizers;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Tests.Training.Optimizers;

/// <summary>The three problems of goldens_optimizers.py, and its optimizers with the same options.</summary>
public static class Problems
{
    public static readonly string[] Names = ["bowl", "valley", "network"];

    private static readonly Dictionary<string, Tensor> Golden = Goldens.Load("optimizers")
        .ToDictionary(golden => golden.Key, golden => golden.Value.DetachFromDisposeScope());

    public static readonly Dictionary<string, Func<IEnumerable<Tensor>, Optimizer>> Make = new()
    {
        ["sgd"] = p => new SGD(p, 0.05),
        ["momentum"] = p => new SGD(p, 0.02, momentum: 0.9, dampening: 0.1, weight_decay: 0.01),
        ["nesterov"] = p => new SGD(p, 0.02, momentum: 0.9, nesterov: true, weight_decay: 0.01),
        ["adagrad"] = p => new Adagrad(p, 0.1, lr_decay: 0.01, weight_decay: 0.01, initial_accumulator_value: 0.1),
        ["rmsprop"] = p => new RMSprop(p, 0.01, weight_decay: 0.01),
        ["rmsprop-centered"] = p => new RMSprop(p, 0.01, momentum: 0.5, centered: true),
        ["adadelta"] = p => new Adadelta(p, 1, weight_decay: 0.01),
        ["adam"] = p => new Adam(p, 0.01, weight_decay: 0.01),
        ["adamw"] = p => new AdamW(p, 0.01, weight_decay: 0.05),
        ["amsgrad"] = p => new Adam(p, 0.02, amsgrad: true),
        ["adamax"] = p => new Adamax(p, 0.01, weight_decay: 0.01),
        ["nadam"] = p => new NAdam(p, 0.01, weight_decay: 0.01),
        ["radam"] = p => new RAdam(p, 0.01, weight_decay: 0.01),
        ["rprop"] = p => new Rprop(p, 0.01),
        ["lbfgs"] = p => new LBFGS(p, 1, max_iter: 2, history_size: 5),
        ["lbfgs-wolfe"] = p => new LBFGS(p, 1, max_iter: 4, strong_wolfe: true),
        ["yogi"] = p => new Yogi(p, 0.01),
        ["lion"] = p => new Lion(p, 0.01, beta2: 0.99, weight_decay: 0.1),
        ["lamb"] = p => new LAMB(p, 0.01),
        ["lars"] = p => new LARS(p, 1, weight_decay: 0.01, trust_coefficient: 0.01),
    };

    public static Parameter[] Start(string problem, ScalarType type = ScalarType.Float64) =>
        [.. Of($"{problem}.start.").Select(start => new Parameter(start.to(type, copy: true)))];

    public static Tensor[] Expected(string problem, string optimizer) => [.. Of($"{problem}.{optimizer}.")];

    public static Tensor Loss(string problem, Tensor[] p)
    {
        switch (problem)
        {
            case "bowl":
                return p[0][0].square() * 0.1 + p[0][1].square() * 2;
            case "valley":
                return ((1 - p[0]).square() + (p[1] - p[0].square()).square() * 5).sum();
            default:
                var (x, y) = (Golden["x"].to(p[0].dtype), Golden["y"].to(p[0].dtype));
                return ((x.matmul(p[0]) + p[1]).tanh().matmul(p[2]) + p[3] - y).square().mean();
        }
    }

    public static void Train(string problem, Tensor[] parameters, Optimizer optimizer, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.step(() =>
            {
                optimizer.zero_grad();
                var loss = Loss(problem, parameters);
                loss.backward();
                return loss;
            });
        }
    }

    private static IEnumerable<Tensor> Of(string prefix)
    {
        for (int i = 0; Golden.TryGetValue(prefix + i, out var tensor); i++)
            yield return tensor;
    }
}
