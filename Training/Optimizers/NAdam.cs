using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>NAdam (Dozat 2016): Adam that looks ahead as Nesterov's momentum does, with a momentum that grows over the steps.</summary>
public sealed class NAdam(IEnumerable<Tensor> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
    : ElementwiseOptimizer<NAdam.Nesterov>(parameters, ("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps), ("weight_decay", weight_decay), ("momentum_decay", momentum_decay), ("mu_product", 1), ("mu_step", 0))
{
    protected override Nesterov Rule(ParameterGroup group, long step)
    {
        // The product of all momenta so far, kept in the group: the momenta are the group's alone.
        if (group["mu_step"] >= step)
            (group["mu_product"], group["mu_step"]) = (1, 0);
        for (; group["mu_step"] < step; group["mu_step"]++)
            group["mu_product"] *= Momentum(group, (long)group["mu_step"] + 1);
        return new(group, step);
    }

    private static double Momentum(ParameterGroup group, long step) => group["beta1"] * (1 - 0.5 * Math.Pow(0.96, step * group["momentum_decay"]));

    public readonly struct Nesterov : IRule
    {
        private readonly double _rate, _next, _beta1, _share1, _beta2, _share2, _correction2, _eps;

        internal Nesterov(ParameterGroup group, long step)
        {
            (_beta1, _beta2, _eps) = (group["beta1"], group["beta2"], group["eps"]);
            (_share1, _share2) = (1 - _beta1, 1 - _beta2);
            double now = Momentum(group, step), next = Momentum(group, step + 1), product = group["mu_product"];
            _correction2 = 1 / (1 - Math.Pow(_beta2, step));
            (_rate, _next) = (group.lr * (1 - now) / (1 - product), group.lr * next / (1 - product * next));
        }

        public (string?, string?, string?) States => ("exp_avg", "exp_avg_sq", null);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<T>(ref T parameter, T gradient, ref T mean, ref T square, ref T third) where T : struct, INumbers<T>
        {
            mean = mean * _beta1 + gradient * _share1;
            square = square * _beta2 + gradient * gradient * _share2;
            parameter -= (gradient * _rate + mean * _next) / (T.Sqrt(square * _correction2) + _eps);
        }
    }
}
