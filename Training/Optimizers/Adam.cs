using ModelZoo.LibTorch.Operators;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): steps of the gradient's mean over its root mean square, both running and freed of bias.
/// </summary>
/// <remarks>
/// With amsgrad (Reddi et al. 2018) the mean square never falls, so that rare large gradients are not forgotten.
/// </remarks>
public class Adam : ListOptimizer
{
    public Adam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
        double eps = 1e-8, double weight_decay = 0, bool amsgrad = false)
        : this(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps),
            ("weight_decay", weight_decay), ("amsgrad", amsgrad ? 1 : 0))
    { }

    private protected Adam(IEnumerable<Tensor> parameters, params (string, double)[] defaults)
        : base(parameters, WithDecay(defaults)) { }

    private protected override (string, double)[] States(ParameterGroup group) => group.Is("amsgrad")
        ? [("exp_avg", 0), ("exp_avg_sq", 0), ("max_exp_avg_sq", 0)]
        : [("exp_avg", 0), ("exp_avg_sq", 0)];

    private protected override void Change(ParameterGroup group, ParameterList list) => FusedSteps.Adam(
        list.Parameters, list.Gradients, list.States[0], list.States[1], list.States.Length > 2 ? list.States[2] : [],
        list.StepTensor(), group.lr, group["beta1"], group["beta2"], group["weight_decay"], group["eps"],
        group.Is("decoupled"));
}
