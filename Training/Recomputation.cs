using ModelZoo.LibTorch.Modes;
using ModelZoo.LibTorch.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelZoo.Training;

/// <summary>
/// Parts of a network whose inner tensors are dropped after forward and computed again in backward, as torch.utils.checkpoint does: memory
/// for one part at a time, for a second forward. Gradients are bitwise the same, because random numbers are drawn from the same state again.
/// </summary>
/// <remarks>The CPU's default generator alone: TorchSharp cannot read a CUDA generator's state.</remarks>
public static class Recomputation
{
    [ThreadStatic] private static bool _again;
    [ThreadStatic] private static Dictionary<Part, FirstRun>? _running;

    private static Dictionary<Part, FirstRun> Running => _running ??= [];

    /// <summary>Makes one part of layers that the network calls one after another, each with the output of the one before.</summary>
    public static void Mark(IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        var part = new Part(layers);
        layers[0].register_forward_pre_hook((_, input) => part.Begin(input));
        layers[^1].register_forward_hook((_, _, output) => part.End(output));
    }

    private sealed class Part(IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        // Null until the part has run once.
        private bool? _changesItsInput;

        internal Tensor Begin(Tensor input)
        {
            if (Running.Remove(this, out var thrown))
                thrown.Dispose();
            if (_again || !is_grad_enabled())
                return input;
            var learned = layers.SelectMany(layer => layer.parameters()).FirstOrDefault(parameter => parameter.requires_grad);
            if (learned is null && !input.requires_grad)
                return input;
            var run = new FirstRun(input, learned, copied: _changesItsInput != false);
            Running[this] = run;
            return run.Given;
        }

        internal Tensor End(Tensor output)
        {
            if (!Running.Remove(this, out var run))
                return output;
            using (run)
            {
                _changesItsInput ??= run.Changed;
                if (_changesItsInput == false && run.Changed)
                    throw new InvalidOperationException($"{layers[0].GetName()} changes its input in place, but did not when it first ran: it cannot run again in backward. Use operations that are not in place at its start.");
                return run.Keep(output, Again);
            }
        }

        // The gradient of the input; those of the weights are added to theirs.
        private Tensor? Again(Kept kept, Tensor gradient)
        {
            if (is_grad_enabled())
                throw new NotSupportedException("a part that runs again has no gradient of its gradient");
            using var scope = NewDisposeScope();
            using var random = new RandomState(kept.Random);
            using var statistics = new Statistics(layers);
            _again = true;
            try
            {
                using var recording = enable_grad();
                var input = kept.Input.detach().requires_grad_(kept.NeedsGradient);
                Tensor output;
                using (kept.Autocast?.Again())
                {
                    output = _changesItsInput == true ? input.clone() : input;
                    foreach (var layer in layers)
                        output = layer.call(output);
                }
                autograd.backward([output], [gradient]);
                return input.grad?.MoveToOuterDisposeScope();
            }
            finally
            {
                _again = false;
            }
        }
    }

    /// <summary>What a part needs to run again. Belongs to the autograd graph, not to a dispose scope.</summary>
    private sealed record Kept(Tensor Input, bool NeedsGradient, Tensor Random, Autocast? Autocast) : IDisposable
    {
        public void Dispose()
        {
            Input.Dispose();
            Random.Dispose();
        }
    }

    /// <summary>
    /// A part's first run, whose inner tensors and graph live in a dispose scope of its own. If the part throws, no hook comes to close
    /// that scope: the surrounding one does, because this is a tensor of it.
    /// </summary>
    private sealed class FirstRun : Parameter
    {
        private readonly Tensor[] _inputs;
        private readonly DisposeScope _scope;
        private readonly long _version;
        private Kept? _kept;

        internal FirstRun(Tensor input, Tensor? learned, bool copied) : base(torch.empty(0), requires_grad: false)
        {
            _inputs = learned is null ? [input.alias()] : [input.alias(), learned];
            _kept = new Kept(input.detach().DetachFromDisposeScope(), input.requires_grad, get_rng_state().DetachFromDisposeScope(), Autocast.Current);
            _scope = NewDisposeScope();
            using var unrecorded = no_grad();
            Given = copied ? input.clone() : _kept.Input.detach();
            _version = TensorIdentity.Version(Given);
        }

        /// <summary>What the part runs on: it has no history, so what backward needs is freed with the scope.</summary>
        internal Tensor Given { get; }

        internal bool Changed => TensorIdentity.Version(Given) != _version;

        internal Tensor Keep(Tensor output, Func<Kept, Tensor, Tensor?> again)
        {
            var kept = _kept!;
            using var plain = ReferenceEquals(output, Given) ? output.alias() : output.detach();
            var attached = BackwardNode.Attach(plain, _inputs, gradient => again(kept, gradient), kept.Dispose);
            _kept = null;
            return attached.MoveToOuterDisposeScope();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !IsInvalid)
            {
                _scope.Dispose();
                _kept?.Dispose();
                _inputs[0].Dispose();
            }
            base.Dispose(disposing);
        }
    }

    private sealed class RandomState : IDisposable
    {
        private readonly Tensor _before = get_rng_state();

        internal RandomState(Tensor state) => set_rng_state(state);

        public void Dispose() => set_rng_state(_before);
    }

    /// <summary>Batch norm's averages and counts, which the first run has updated.</summary>
    private sealed class Statistics(IEnumerable<nn.Module> layers) : IDisposable
    {
        private readonly (Tensor Now, Tensor Before)[] _values = [.. layers.SelectMany(layer => layer.buffers()).Select(buffer => (buffer, buffer.clone()))];

        // After backward: autograd refuses a tensor that was changed since forward.
        public void Dispose()
        {
            using var unrecorded = no_grad();
            foreach (var (now, before) in _values)
                now.copy_(before);
        }
    }
}
