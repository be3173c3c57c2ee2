using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>
/// One optimizer step over all parameters in one call of libtorch's fused operators: each number is read once and written once. Every list has
/// one tensor a parameter. On CUDA `step` must be on the parameters' device.
/// </summary>
/// <remarks>
/// On the CPU the operators walk the memory from end to end whatever the strides say. So each list must have its parameter's shape and order
/// in memory (MemoryFormats.Like), which is checked here, and the parameter must be dense. Nothing is handed over: the caller keeps all tensors.
/// </remarks>
public static unsafe class FusedSteps
{
    internal static readonly Operator AdamOperator = new("_fused_adam_(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] exp_avgs, Tensor(d!)[] exp_avg_sqs, " +
        "Tensor(e!)[] max_exp_avg_sqs, Tensor[] state_steps, *, float lr, float beta1, float beta2, float weight_decay, float eps, bool amsgrad, bool maximize, " +
        "Tensor? grad_scale=None, Tensor? found_inf=None) -> ()");
    internal static readonly Operator AdamWOperator = new("_fused_adamw_(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] exp_avgs, Tensor(d!)[] exp_avg_sqs, " +
        "Tensor(e!)[] max_exp_avg_sqs, Tensor[] state_steps, *, float lr, float beta1, float beta2, float weight_decay, float eps, bool amsgrad, bool maximize, " +
        "Tensor? grad_scale=None, Tensor? found_inf=None) -> ()");
    internal static readonly Operator SgdOperator = new("_fused_sgd_(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] momentum_buffer_list, *, float weight_decay, " +
        "float momentum, float lr, float dampening, bool nesterov, bool maximize, bool is_first_step, Tensor? grad_scale=None, Tensor? found_inf=None) -> ()");
    internal static readonly Operator AdagradOperator = new("_fused_adagrad_(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] state_sums, Tensor(d!)[] state_steps, *, " +
        "float lr, float lr_decay, float weight_decay, float eps, bool maximize, Tensor? grad_scale=None, Tensor? found_inf=None) -> ()");

    // Below this many elements a second thread costs more than it brings.
    private const long Worthwhile = 64 * 1024;

    /// <param name="largest">The running maxima of amsgrad; empty without it.</param>
    /// <param name="step">One number of type float32, the same for all: 1 at first.</param>
    /// <param name="decoupled">AdamW: weight decay apart from the gradient.</param>
    public static void Adam(ReadOnlySpan<Tensor> parameters, ReadOnlySpan<Tensor> gradients, ReadOnlySpan<Tensor> means, ReadOnlySpan<Tensor> squares,
        ReadOnlySpan<Tensor> largest, Tensor step, double lr, double beta1, double beta2, double weightDecay, double eps, bool decoupled)
    {
        Check(parameters, gradients, "gradients");
        Check(parameters, means, "means");
        Check(parameters, squares, "squares");
        if (largest.Length > 0)
            Check(parameters, largest, "largest");
        Living([step], nameof(step));
        var slots = stackalloc ulong[]
        {
            Slots.Tensors(parameters), Slots.Tensors(gradients), Slots.Tensors(means), Slots.Tensors(squares), Slots.Tensors(largest), Slots.Repeat(step, parameters.Length),
            Slots.Float(lr), Slots.Float(beta1), Slots.Float(beta2), Slots.Float(weightDecay), Slots.Float(eps), Slots.Bool(largest.Length > 0), Slots.Bool(false), 0, 0,
        };
        Run(decoupled ? AdamWOperator : AdamOperator, slots, parameters);
    }

    /// <param name="velocities">Empty without momentum.</param>
    public static void Sgd(ReadOnlySpan<Tensor> parameters, ReadOnlySpan<Tensor> gradients, ReadOnlySpan<Tensor> velocities,
        double lr, double momentum, double dampening, double weightDecay, bool nesterov, bool first)
    {
        Check(parameters, gradients, "gradients");
        if (momentum != 0)
            Check(parameters, velocities, "velocities");
        var slots = stackalloc ulong[]
        {
            Slots.Tensors(parameters), Slots.Tensors(gradients), Slots.Tensors(momentum != 0 ? velocities : []),
            Slots.Float(weightDecay), Slots.Float(momentum), Slots.Float(lr), Slots.Float(dampening), Slots.Bool(nesterov), Slots.Bool(false), Slots.Bool(first), 0, 0,
        };
        Run(SgdOperator, slots, parameters);
    }

    /// <param name="step">One number of type float32, the same for all: 1 at first.</param>
    public static void Adagrad(ReadOnlySpan<Tensor> parameters, ReadOnlySpan<Tensor> gradients, ReadOnlySpan<Tensor> sums, Tensor step,
        double lr, double lrDecay, double weightDecay, double eps)
    {
        Check(parameters, gradients, "gradients");
        Check(parameters, sums, "sums");
        Living([step], nameof(step));
        var slots = stackalloc ulong[]
        {
            Slots.Tensors(parameters), Slots.Tensors(gradients), Slots.Tensors(sums), Slots.Repeat(step, parameters.Length),
            Slots.Float(lr), Slots.Float(lrDecay), Slots.Float(weightDecay), Slots.Float(eps), Slots.Bool(false), 0, 0,
        };
        Run(AdagradOperator, slots, parameters);
    }

    private static void Check(ReadOnlySpan<Tensor> parameters, ReadOnlySpan<Tensor> others, string name)
    {
        Living(parameters, nameof(parameters));
        Living(others, name);
        if (others.Length != parameters.Length)
            throw new ArgumentException($"There are {parameters.Length} parameters, but {others.Length} {name}.", name);
        for (int i = 0; i < others.Length; i++)
            if (!MemoryFormats.Same(parameters[i], others[i]))
                throw new ArgumentException($"{name}[{i}] is [{string.Join(", ", others[i].shape)}] with strides [{string.Join(", ", others[i].stride())}], but its parameter is " +
                    $"[{string.Join(", ", parameters[i].shape)}] with strides [{string.Join(", ", parameters[i].stride())}].", name);
    }

    private static void Living(ReadOnlySpan<Tensor> tensors, string name)
    {
        for (int i = 0; i < tensors.Length; i++)
            if (tensors[i].IsInvalid)
                throw new ArgumentException($"{name}[{i}] has been disposed.", name);
    }

    // The operators start threads for each tensor, however small.
    private static void Run(Operator fused, ulong* slots, ReadOnlySpan<Tensor> parameters)
    {
        long elements = 0;
        foreach (var parameter in parameters)
            elements += parameter.numel();
        bool done = elements < Worthwhile ? ParallelLoop.Serially(fused, slots) : fused.TryCall(slots);
        if (!done)
            throw fused.Refused([parameters.ToArray()]);
    }
}
