using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Adam (Kingma and Ba 2015): steps of the gradient's mean over its root mean square, both running and freed of bias.</summary>
/// <remarks>With amsgrad (Reddi et al. 2018) the mean square never falls, so that rare large gradients are not forgotten.</remarks>
public class Adam : Optimizer
{
    public Adam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false)
        : this(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay), ("amsgrad", amsgrad ? 1 : 0)) { }

    private protected Adam(IEnumerable<Tensor> parameters, params (string, double)[] defaults) : base(parameters, defaults) { }

    protected override void Update(Slice at)
    {
        var (group, gradient) = (at.Group, at.Gradient);
        double beta1 = group["beta1"], beta2 = group["beta2"];
        var mean = at["exp_avg"].mul_(beta1).add_(gradient, 1 - beta1);
        var square = at["exp_avg_sq"].mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        if (group.Is("amsgrad"))
        {
            var largest = at["max_exp_avg_sq"];
            square = largest.copy_(largest.maximum(square));
        }
        // Both corrections of bias as numbers, which saves a pass over the denominator: m/c1 / (sqrt(v)/r + e) = (r/c1) m / (sqrt(v) + r e).
        double root = Math.Sqrt(1 - Math.Pow(beta2, at.Step));
        double rate = group.lr * root / (1 - Math.Pow(beta1, at.Step));
        at.Parameter.addcdiv_(mean, square.sqrt().add_(group["eps"] * root), -rate);
    }
}
