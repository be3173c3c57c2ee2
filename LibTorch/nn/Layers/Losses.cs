using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    public sealed class MSELoss(nn.Reduction reduction) : nn.Module<Tensor, Tensor, Tensor>(nameof(MSELoss)) { public override Tensor forward(Tensor input, Tensor target) => mse_loss(input, target, reduction); }
    public sealed class L1Loss(nn.Reduction reduction) : nn.Module<Tensor, Tensor, Tensor>(nameof(L1Loss)) { public override Tensor forward(Tensor input, Tensor target) => l1_loss(input, target, reduction); }
    public sealed class SmoothL1Loss(nn.Reduction reduction, double beta) : nn.Module<Tensor, Tensor, Tensor>(nameof(SmoothL1Loss)) { public override Tensor forward(Tensor input, Tensor target) => smooth_l1_loss(input, target, reduction, beta); }
    public sealed class HuberLoss(double delta, nn.Reduction reduction) : nn.Module<Tensor, Tensor, Tensor>(nameof(HuberLoss)) { public override Tensor forward(Tensor input, Tensor target) => huber_loss(input, target, delta, reduction); }
    public sealed class NLLLoss(Tensor? weight, nn.Reduction reduction) : nn.Module<Tensor, Tensor, Tensor>(nameof(NLLLoss)) { public override Tensor forward(Tensor input, Tensor target) => nll_loss(input, target, weight, reduction); }
    public sealed class KLDivLoss(bool log_target, nn.Reduction reduction) : nn.Module<Tensor, Tensor, Tensor>(nameof(KLDivLoss)) { public override Tensor forward(Tensor input, Tensor target) => kl_div(input, target, log_target, reduction); }
    public sealed class BCELoss(Tensor? weight, nn.Reduction reduction) : nn.Module<Tensor, Tensor, Tensor>(nameof(BCELoss)) { public override Tensor forward(Tensor input, Tensor target) => binary_cross_entropy(input, target, weight, reduction); }
    public sealed class BCEWithLogitsLoss(Tensor? weight, nn.Reduction reduction, Tensor? pos_weights) : nn.Module<Tensor, Tensor, Tensor>(nameof(BCEWithLogitsLoss)) { public override Tensor forward(Tensor input, Tensor target) => binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights); }
    public sealed class CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, nn.Reduction reduction = nn.Reduction.Mean, double label_smoothing = 0.0) : nn.Module<Tensor, Tensor, Tensor>(nameof(CrossEntropyLoss)) { public override Tensor forward(Tensor input, Tensor target) => cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing); }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) => new(reduction, beta);
            public static Modules.HuberLoss HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) => new(delta, reduction);
            public static Modules.NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
            public static Modules.KLDivLoss KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) => new(log_target, reduction);
            public static Modules.BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
            public static Modules.BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => new(weight, reduction, pos_weights);
            public static Modules.CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);
        }
    }
}
