using ModelZoo.LibTorch.Operators;

namespace ModelZoo.Training.Optimizers;

/// <summary>Adam (Kingma and Ba 2015): the gradient's running mean over its root mean square.</summary>
/// <remarks>With amsgrad (Reddi et al. 2018) the mean square never falls.</remarks>
public class Adam : ListOptimizer
{
    public Adam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
        double eps = 1e-8, double weight_decay = 0, bool amsgrad = false)
        : this(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, decoupled: false) { }

    private protected Adam(IEnumerable<Tensor> parameters, double lr, double beta1, double beta2, double eps,
        double weight_decay, bool amsgrad, bool decoupled)
        : base(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay),
            ("amsgrad", amsgrad ? 1 : 0), ("decoupled", decoupled ? 1 : 0))
    { }

    private protected override (string, double)[] States(ParameterGroup group) => group.Is("amsgrad")
        ? [("exp_avg", 0), ("exp_avg_sq", 0), ("max_exp_avg_sq", 0)]
        : [("exp_avg", 0), ("exp_avg_sq", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list) => FusedSteps.Adam(
        list.Parameters, list.Gradients, list.States[0], list.States[1], list.States.Length > 2 ? list.States[2] : [],
        list.StepTensor(), group.lr, group["beta1"], group["beta2"], group["weight_decay"], group["eps"],
        group.Is("decoupled"));
}

/// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
public sealed class AdamW(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
    double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false)
    : Adam(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, decoupled: true);
