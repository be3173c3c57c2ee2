using ModelZoo.LibTorch.Modes;
using ModelZoo.LibTorch.Operators;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelZoo.Training;

/// <summary>
/// Drops the inner tensors of a part of a network after forward, and computes them again in backward, as
/// torch.utils.checkpoint does: memory for one part at a time, for a second forward. Gradients are bitwise the same,
/// because the second forward draws the same random numbers.
/// </summary>
/// <remarks>Only with the CPU's generator, because TorchSharp cannot read the state of a CUDA generator.</remarks>
internal static class Recomputation
{
    [ThreadStatic] private static bool _again;
    [ThreadStatic] private static Dictionary<Part, FirstRun>? _running;

    private static Dictionary<Part, FirstRun> Running => _running ??= [];

    /// <summary>Makes one part of layers that the network calls in this order, each with the output before.</summary>
    internal static void Mark(IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        var part = new Part(layers);
        layers[0].register_forward_pre_hook((_, input) => part.Begin(input));
        layers[^1].register_forward_hook((_, _, output) => part.End(output));
    }

    private sealed class Part(IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
    {
        // Null until the part has run once.
        private bool? _changesInput;

        internal Tensor Begin(Tensor input)
        {
            if (Running.Remove(this, out var thrown))
                thrown.Dispose();
            if (_again || !is_grad_enabled())
                return input;
            var parameters = layers.SelectMany(layer => layer.parameters());
            var learned = parameters.FirstOrDefault(parameter => parameter.requires_grad);
            if (learned is null && !input.requires_grad)
                return input;
            var run = new FirstRun(input, learned, copied: _changesInput != false);
            Running[this] = run;
            return run.Given;
        }

        internal Tensor End(Tensor output)
        {
            if (!Running.Remove(this, out var run))
                return output;
            using (run)
            {
                _changesInput ??= run.Changed;
                if (_changesInput == false && run.Changed)
                    throw new InvalidOperationException($"{layers[0].GetName()} changes its input in place, but did "
                        + "not in its first run, so it cannot run again in backward: do not begin with an operation "
                        + "in place.");
                return run.Keep(output, Again);
            }
        }

        // Returns the input's gradient; backward adds those of the weights to the weights' own.
        private Tensor? Again(Kept kept, Tensor gradient)
        {
            if (is_grad_enabled())
                throw new NotSupportedException("a recomputed part has no second derivative");
            using var scope = NewDisposeScope();
            var random = get_rng_state();
            // The first run has updated the averages and counts of batch norms.
            var statistics = layers.SelectMany(layer => layer.buffers())
                .Select(buffer => (Now: buffer, Before: buffer.clone())).ToArray();
            set_rng_state(kept.Random);
            _again = true;
            try
            {
                using var recording = enable_grad();
                var input = kept.Input.detach().requires_grad_(kept.NeedsGradient);
                Tensor output;
                using (kept.Autocast?.Again())
                {
                    output = _changesInput == true ? input.clone() : input;
                    foreach (var layer in layers)
                        output = layer.call(output);
                }
                autograd.backward([output], [gradient]);
                return input.grad?.MoveToOuterDisposeScope();
            }
            finally
            {
                _again = false;
                // Only after backward: autograd rejects a tensor that was changed since forward.
                foreach (var (now, before) in statistics)
                    now.copy_(before);
                set_rng_state(random);
            }
        }
    }

    /// <summary>What a part needs to run again. It belongs to the autograd graph, not to a dispose scope.</summary>
    private sealed record Kept(Tensor Input, bool NeedsGradient, Tensor Random, Autocast? Autocast) : IDisposable
    {
        public void Dispose()
        {
            Input.Dispose();
            Random.Dispose();
        }
    }

    /// <summary>
    /// A part's first run. Its inner tensors and its graph have a dispose scope of their own. If the part throws, its
    /// last hook does not run to close that scope. Then the outer scope does, because this is one of its tensors.
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
            _kept = new Kept(input.detach().DetachFromDisposeScope(), input.requires_grad,
                get_rng_state().DetachFromDisposeScope(), Autocast.Current);
            _scope = NewDisposeScope();
            using var unrecorded = no_grad();
            Given = copied ? input.clone() : _kept.Input.detach();
            _version = TensorIdentity.Version(Given);
        }

        /// <summary>The input of the run. It has no history, so backward's tensors are freed with the scope.</summary>
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
}
