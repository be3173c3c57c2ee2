using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using FanInOut = TorchSharp.torch.nn.init.FanInOut;
using Nonlinearity = TorchSharp.torch.nn.init.NonlinearityType;

namespace ModelZoo.Tests.LibTorch.Cases;

/// <summary>What draws random numbers; goldens_random.py has the same names.</summary>
public static class Streams
{
    public static readonly CaseTable Table = new()
    {
        { "rand.generator", () => rand(5, 8) },
        { "rand.generator:double", () => rand(3, dtype: float64) },
        { "randn.generator", () => randn(5, 8) },
        { "randn.generator:few", () => randn(5) },
        { "randn.generator:double", () => randn(3, 7, dtype: float64) },
        { "randperm.generator", () => randperm(20) },
        { "randint.low_generator", () => randint(-3, 9, [4, 5]) },
        { "randint.low_generator:from zero", () => randint(7, [6]) },
        { "rand_like", () => rand_like(empty(2, 3)) },
        { "randn_like", () => randn_like(empty(4, 5)) },
        { "normal_", () => empty(5, 8).normal_(1, 2) },
        { "normal_:few", () => empty(5).normal_(-1, 0.5) },
        { "uniform_", () => empty(2, 3).uniform_(-2, 3) },
        { "exponential_", () => empty(2, 3).exponential_(2) },
        { "random_.from", () => empty(2, 3, dtype: int64).random_(-4, 11) },
        { "bernoulli", () => bernoulli(full([3, 7], 0.3)) },
        { "bernoulli_.float", () => empty(3, 7).bernoulli_(0.3) },
        { "multinomial", () => tensor(new[] { 0.1f, 0.2f, 0.3f, 0.4f }).multinomial(3) },
        { "multinomial:replacement", () => tensor(new[] { 0.1f, 0.2f, 0.3f, 0.4f }).multinomial(9, replacement: true) },
        { "normal.Tensor_Tensor", () => normal(arange(4.0).to(float32), arange(1.0, 5.0).to(float32)) },
        { "dropout", () => functional.dropout(ones(3, 7), 0.3) },
        { "dropout_", () => functional.dropout(ones(3, 7), 0.3, inplace: true) },
        { "feature_dropout", () => functional.dropout2d(ones(3, 4, 2, 2), 0.4) },
        { "feature_dropout:1d", () => functional.dropout1d(ones(3, 4, 2), 0.4) },
        { "feature_dropout_", () => functional.dropout2d(ones(3, 4, 2, 2), 0.4, inplace: true) },
        { "alpha_dropout", () => functional.alpha_dropout(ones(3, 7), 0.3, training: true) },
        { "alpha_dropout_", () => functional.alpha_dropout(ones(3, 7), 0.3, training: true, inplace: true) },
        { "a mixture", () => cat([rand(3), randn(3), randperm(3).to(float32), randn(17), rand(1)]) },
    };

    public static readonly Dictionary<string, Func<Tensor, Tensor>> Inits = new()
    {
        ["zeros"] = w => init.zeros_(w),
        ["ones"] = w => init.ones_(w),
        ["constant"] = w => init.constant_(w, 2.5),
        ["uniform"] = w => init.uniform_(w, -1, 2),
        ["normal"] = w => init.normal_(w, 1, 2),
        ["xavier_uniform"] = w => init.xavier_uniform_(w, 2),
        ["xavier_normal"] = w => Initialize.XavierNormal(w, 2),
        ["kaiming_uniform"] = w => init.kaiming_uniform_(w, 0.5),
        ["kaiming_uniform fan_out relu"] = w => init.kaiming_uniform_(w, 0, FanInOut.FanOut, Nonlinearity.ReLU),
        ["kaiming_normal"] = w => init.kaiming_normal_(w, 0.5),
        ["kaiming_normal fan_out tanh"] = w => init.kaiming_normal_(w, 0, FanInOut.FanOut, Nonlinearity.Tanh),
        ["lecun"] = w => init.kaiming_normal_(w, 0, FanInOut.FanIn, Nonlinearity.Linear),
        ["orthogonal"] = w => init.orthogonal_(w, 2),
        ["sparse"] = w => init.sparse_(w, 0.4, 0.5),
    };
}
