using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>
/// One optimizer step over all parameters in one call of libtorch's fused operators. Every list has one tensor for each
/// parameter. `step` is one float32 on the parameters' device, which starts at 1.
/// </summary>
/// <remarks>
/// On the CPU the operators ignore strides. So each tensor must have its parameter's shape and order in memory
/// (MemoryFormats.Like), which is checked here, and the parameter must be dense.
/// </remarks>
public static class FusedSteps
{
    private const string AdamArguments =
        "(Tensor[] self, Tensor[] grads, Tensor[] exp_avgs, Tensor[] exp_avg_sqs, Tensor[] max_exp_avg_sqs, " +
        "Tensor[] state_steps, *, float lr, float beta1, float beta2, float weight_decay, float eps, " +
        "bool amsgrad, bool maximize, Tensor? grad_scale=None, Tensor? found_inf=None) -> ()";
    internal static readonly Operator AdamOperator = new("_fused_adam_" + AdamArguments);
    internal static readonly Operator AdamWOperator = new("_fused_adamw_" + AdamArguments);
    internal static readonly Operator SgdOperator = new(
        "_fused_sgd_(Tensor[] self, Tensor[] grads, Tensor[] momentum_buffer_list, *, float weight_decay, " +
        "float momentum, float lr, float dampening, bool nesterov, bool maximize, bool is_first_step, " +
        "Tensor? grad_scale=None, Tensor? found_inf=None) -> ()");
    internal static readonly Operator AdagradOperator = new(
        "_fused_adagrad_(Tensor[] self, Tensor[] grads, Tensor[] state_sums, Tensor[] state_steps, *, float lr, " +
        "float lr_decay, float weight_decay, float eps, bool maximize, " +
        "Tensor? grad_scale=None, Tensor? found_inf=None) -> ()");

    /// <param name="largest">The running maxima of amsgrad; empty without it.</param>
    /// <param name="decoupled">AdamW: weight decay apart from the gradient.</param>
    public static void Adam(Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor[] largest,
        Tensor step, double lr, double beta1, double beta2, double weightDecay, double eps, bool decoupled)
    {
        bool amsgrad = largest.Length > 0;
        Check(parameters, means);
        Check(parameters, squares);
        Check(amsgrad ? parameters : [], largest);
        Run(decoupled ? AdamWOperator : AdamOperator, parameters, gradients, means, squares, largest,
            Array.ConvertAll(parameters, _ => step), lr, beta1, beta2, weightDecay, eps, amsgrad, false);
    }

    /// <param name="velocities">Empty without momentum.</param>
    public static void Sgd(Tensor[] parameters, Tensor[] gradients, Tensor[] velocities,
        double lr, double momentum, double dampening, double weightDecay, bool nesterov, bool first)
    {
        Check(momentum != 0 ? parameters : [], velocities);
        Run(SgdOperator, parameters, gradients, velocities,
            weightDecay, momentum, lr, dampening, nesterov, false, first);
    }

    public static void Adagrad(Tensor[] parameters, Tensor[] gradients, Tensor[] sums, Tensor step,
        double lr, double lrDecay, double weightDecay, double eps)
    {
        Check(parameters, sums);
        Run(AdagradOperator, parameters, gradients, sums, Array.ConvertAll(parameters, _ => step),
            lr, lrDecay, weightDecay, eps, false);
    }

    private static void Check(
        Tensor[] parameters, Tensor[] others, [CallerArgumentExpression(nameof(others))] string name = "")
    {
        if (others.Length != parameters.Length)
            throw new ArgumentException($"There are {parameters.Length} parameters, but {others.Length} {name}.", name);
        for (int i = 0; i < others.Length; i++)
            if (parameters[i].IsInvalid || others[i].IsInvalid)
                throw new ArgumentException($"parameters[{i}] or {name}[{i}] has been disposed.", name);
            else if (!MemoryFormats.Same(parameters[i], others[i]))
                throw new ArgumentException(
                    $"{name}[{i}] is {Layout(others[i])}, but its parameter is {Layout(parameters[i])}.", name);

        static string Layout(Tensor tensor) =>
            $"[{string.Join(", ", tensor.shape)}] with strides [{string.Join(", ", tensor.stride())}]";
    }

    // The operators start threads for each tensor, however small: with few elements they cost more than they bring.
    private static void Run(Operator fused, Tensor[] parameters, Tensor[] gradients, params object[] others)
    {
        const long worthThreads = 64 * 1024;
        Check(parameters, gradients);
        fused.Run([parameters, gradients, .. others], parameters.Sum(parameter => parameter.numel()) < worthThreads);
    }
}
