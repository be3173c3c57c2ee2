using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Optimizers;

/// <summary>L-BFGS (Liu and Nocedal 1989), for full batches: Newton's direction from the last changes.</summary>
/// <remarks>A step computes the loss up to max_eval times, and reads it from the device each time.</remarks>
public sealed class LBFGS : Optimizer
{
    private readonly List<(Tensor Gradient, Tensor Weights, double Rho)> _history = [];
    private Tensor? _direction, _lastGradient;
    private double _length, _scale = 1;
    private long _iterations;

    public LBFGS(IEnumerable<Tensor> parameters, double lr = 1, int max_iter = 20, int? max_eval = null,
        double tolerance_grad = 1e-7, double tolerance_change = 1e-9, int history_size = 100, bool strong_wolfe = false)
        : base(parameters, ("lr", lr), ("max_iter", max_iter), ("max_eval", max_eval ?? max_iter * 5 / 4),
            ("tolerance_grad", tolerance_grad), ("tolerance_change", tolerance_change), ("history_size", history_size),
            ("strong_wolfe", strong_wolfe ? 1 : 0))
    { }

    public override bool NeedsClosure => true;

    // Each entry of the history has two; six for the direction, the last gradient and temporary tensors.
    public override int StatesPerElement => 2 * (int)Group["history_size"] + 6;

    private ParameterGroup Group => param_groups.Count == 1
        ? param_groups[0]
        : throw new NotSupportedException("L-BFGS treats all parameters as one vector: give it one group.");

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        if (closure is null)
            throw new ArgumentNullException(nameof(closure), "L-BFGS computes the loss several times a step: give "
                + "step a function that zeroes the gradients, computes the loss and calls backward.");
        var group = Group;
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var first = Evaluate(closure);
        double loss = (double)first, tolerance = group["tolerance_change"];
        var gradient = Gradient();
        int evaluations = 1, iterations = (int)group["max_iter"];
        bool done = Largest(gradient) <= group["tolerance_grad"];
        for (int n = 1; !done && n <= iterations; n++)
        {
            _iterations++;
            Remember(gradient);
            var direction = _direction = Hold(_direction, Direction(gradient));
            _lastGradient = Hold(_lastGradient, gradient.clone());
            double before = loss, slope = (double)gradient.dot(direction);
            _length = _iterations == 1 ? Math.Min(1, 1 / (double)gradient.abs().sum()) * group.lr : group.lr;
            if (slope > -tolerance)
                break;
            if (group.Is("strong_wolfe"))
            {
                var start = Weights();
                var found = StrongWolfe.Search(length =>
                {
                    Move(direction, length);
                    double value = (double)Evaluate(closure);
                    var slopes = Gradient();
                    Set(start);
                    return (value, slopes, (double)slopes.dot(direction));
                }, _length, loss, gradient, slope, Largest(direction), tolerance);
                (loss, gradient, _length) = (found.Loss, found.Gradient, found.Length);
                evaluations += found.Evaluations;
                Move(direction, _length);
            }
            else
            {
                Move(direction, _length);
                if (n == iterations)
                    break;
                loss = (double)Evaluate(closure);
                gradient = Gradient();
                evaluations++;
            }
            done = evaluations >= group["max_eval"] || Largest(gradient) <= group["tolerance_grad"]
                || Largest(direction) * _length <= tolerance || Math.Abs(loss - before) < tolerance;
        }
        return first.MoveToOuterDisposeScope();
    }

    // Adds the last change of weights and gradient to the history if the curvature along it is positive.
    private void Remember(Tensor gradient)
    {
        if (_iterations == 1 || _direction is null || _lastGradient is null)
            return;
        var (change, moved) = (gradient - _lastGradient, _direction * _length);
        double curvature = (double)change.dot(moved);
        if (curvature <= 1e-10)
            return;
        if (_history.Count == (int)Group["history_size"])
            Forget(0);
        _scale = curvature / (double)change.dot(change);
        _history.Add((change.DetachFromDisposeScope(), moved.DetachFromDisposeScope(), 1 / curvature));
    }

    // The two loops of Nocedal 1980: the inverse Hessian times the gradient, without the Hessian itself.
    private Tensor Direction(Tensor gradient)
    {
        var direction = gradient.neg();
        var alpha = new double[_history.Count];
        for (int i = alpha.Length - 1; i >= 0; i--)
        {
            alpha[i] = (double)_history[i].Weights.dot(direction) * _history[i].Rho;
            direction.add_(_history[i].Gradient, -alpha[i]);
        }
        direction.mul_(_scale);
        for (int i = 0; i < alpha.Length; i++)
        {
            double beta = (double)_history[i].Gradient.dot(direction) * _history[i].Rho;
            direction.add_(_history[i].Weights, alpha[i] - beta);
        }
        return direction;
    }

    private static Tensor Evaluate(Func<Tensor> closure)
    {
        using var recording = enable_grad();
        return closure();
    }

    private Tensor Gradient() => Flat(Group.Parameters.Select(parameter => parameter.grad ?? zeros_like(parameter)));
    private Tensor Weights() => Flat(Group.Parameters);

    // Always a copy: TorchSharp's cat returns a single tensor itself.
    private static Tensor Flat(IEnumerable<Tensor> tensors)
    {
        Tensor[] parts = [.. tensors.Select(part => part.reshape(-1))];
        return parts.Length == 1 ? parts[0].clone() : cat(parts);
    }

    private void Move(Tensor direction, double length) =>
        ForEach(direction, (parameter, part) => parameter.add_(part, length));

    private void Set(Tensor weights) => ForEach(weights, (parameter, part) => parameter.copy_(part));

    private static double Largest(Tensor vector) => (double)vector.abs().max();

    private void ForEach(Tensor flat, Action<Tensor, Tensor> act)
    {
        long start = 0;
        foreach (var parameter in Group.Parameters)
        {
            act(parameter, flat.narrow(0, start, parameter.numel()).view(parameter.shape));
            start += parameter.numel();
        }
    }

    private static Tensor Hold(Tensor? old, Tensor made)
    {
        old?.Dispose();
        return made.DetachFromDisposeScope();
    }

    private void Forget(int index)
    {
        _history[index].Gradient.Dispose();
        _history[index].Weights.Dispose();
        _history.RemoveAt(index);
    }

    public override StateDict state_dict()
    {
        var saved = base.state_dict();
        (saved["n_iter"], saved["t"], saved["H_diag"]) = (_iterations, _length, _scale);
        if (_direction is not null && _lastGradient is not null)
            (saved.Tensors["d"], saved.Tensors["prev_flat_grad"]) = (_direction, _lastGradient);
        for (int i = 0; i < _history.Count; i++)
            (saved.Tensors[$"old_dirs.{i}"], saved.Tensors[$"old_stps.{i}"], saved[$"ro.{i}"]) = _history[i];
        return saved;
    }

    public override void load_state_dict(StateDict state)
    {
        var options = new StateDict();
        foreach (var (name, number) in state.Numbers)
            options[name] = number;
        base.load_state_dict(options);
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        var device = Group.Parameters[0].device;
        int count = state.Tensors.Keys.Count(name => name.StartsWith("old_dirs.", StringComparison.Ordinal));
        var history = Enumerable.Range(0, count)
            .Select(i => (Take($"old_dirs.{i}"), Take($"old_stps.{i}"), state[$"ro.{i}"])).ToArray();
        while (_history.Count > 0)
            Forget(0);
        foreach (var (gradient, weights, rho) in history)
            _history.Add((gradient.DetachFromDisposeScope(), weights.DetachFromDisposeScope(), rho));
        (_iterations, _length, _scale) = ((long)state["n_iter"], state["t"], state["H_diag"]);
        if (state.Tensors.ContainsKey("d"))
            (_direction, _lastGradient) = (Hold(_direction, Take("d")), Hold(_lastGradient, Take("prev_flat_grad")));

        Tensor Take(string name) => state.Tensors[name].to(device, copy: true);
    }
}
