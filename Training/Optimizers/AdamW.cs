using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>
/// Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019): every weight shrinks at the same
/// rate.
/// </summary>
public sealed class AdamW(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9,
    double beta2 = 0.999, double eps = 1e-8,
    double weight_decay = 1e-2, bool amsgrad = false)
    : Adam(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay),
        ("amsgrad", amsgrad ? 1 : 0),
        ("decoupled", 1));
