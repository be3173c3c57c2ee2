using System.Runtime.InteropServices;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tracing;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;

namespace ModelZoo.Training;

/// <summary>The first value of a run that is not finite.</summary>
/// <param name="Step">The update that was being made.</param>
/// <param name="Where">What it is the value of: the output of fc2 (Linear), the gradient of fc2.weight (Linear).</param>
/// <param name="Examples">The examples of the training set that make it so each for itself; none where only the batch as a whole does.</param>
public sealed record Divergence(long Step, string Where, IReadOnlyList<long> Examples)
{
    private const int Shown = 10;

    public override string ToString()
    {
        var more = Examples.Count > Shown ? $" and {Examples.Count - Shown} more" : "";
        var examples = Examples.Count == 0 ? "for the batch as a whole" : $"for the training {(Examples.Count == 1 ? "example" : "examples")} {string.Join(", ", Examples.Take(Shown))}{more}";
        return $"At step {Step} {Where} is the first that is not finite, {examples}.";
    }
}

/// <summary>Looks for the layer and the examples of one batch that is known to end in values that are not finite.</summary>
/// <param name="run">The network and its loss on a batch; the state is the one before the step at each call.</param>
internal sealed class DivergenceSearch(nn.Module model, Func<Batch, Outcome> run)
{
    private readonly Dictionary<nn.Module, string> _names = Names(model);

    internal (string Where, long[] Rows) Find(Batch batch)
    {
        if (!IsFinite(batch.Inputs))
            return ("the input of the network", Rows(batch.Inputs));
        var calls = new List<nn.Module>();
        (nn.Module Layer, long[]? Rows)? first = null;
        (string Name, nn.Module Layer, long[]? Rows)? operation = null;
        bool looking = false;
        Outcome? outcome = null;
        using (new LayerCalls(model, Called))
            try
            {
                Trace.Watch(model, () => outcome = run(batch), Computed);
            }
            catch (Exception error) when (first is not null && error is ExternalException or TraceException)
            {
                // Some losses refuse what is not finite: the layer that it comes from is known by then.
            }
        // A layer without parts is named by its output; a network of parts also computes between them.
        if (operation is { } bad && bad.Layer.children().Any())
            return ($"the result of {bad.Name} in {Name(bad.Layer)}", bad.Rows ?? Alone(batch, gradients: false));
        if (first is { } found)
            return ($"the output of {Name(found.Layer)}", found.Rows ?? Alone(batch, gradients: false));
        if (!IsFinite(outcome!.Loss))
            return ("the loss of finite outputs", Alone(batch, gradients: false));

        model.zero_grad();
        outcome.Loss.backward();
        // Gradients come from the loss backwards: of the layers that were called, the last one with a bad gradient is the first to have had it.
        foreach (var layer in calls.AsEnumerable().Reverse().Concat(_names.Keys))
            foreach (var (name, parameter) in layer.named_parameters(recurse: false))
                if (parameter.grad is { } gradient && !IsFinite(gradient))
                    return ($"the gradient of {(_names[layer].Length > 0 ? _names[layer] + "." : "")}{name} ({layer.GetName()})", Alone(batch, gradients: true));
        return ("a value that a second look finds finite", []);

        void Called(nn.Module layer, Tensor input, Tensor output)
        {
            calls.Add(layer);
            looking = true;
            if (first is null && !IsFinite(output))
                first = (layer, BadRows(output));
            looking = false;
        }

        void Computed(SeenOperator seen)
        {
            // What this search computes itself is no operation of the network.
            if (!looking && operation is null && first is null && seen.Layer is { } layer
                && seen.Results.FirstOrDefault(result => !IsFinite(result)) is { } result)
                operation = (seen.Name, _names.First(named => named.Value == layer).Key, BadRows(result));
        }

        // Of sequences the first dimension may be time.
        long[]? BadRows(Tensor output) => output.ndim is 2 or 4 && output.shape[0] == batch.Count ? Rows(output) : null;
    }

    /// <summary>The first of these parameters that is not finite, with its layer.</summary>
    internal string? Parameter() =>
        _names.SelectMany(layer => layer.Key.named_parameters(recurse: false), (layer, parameter) => (layer, parameter))
            .Where(found => !IsFinite(found.parameter.parameter))
            .Select(found => $"{(found.layer.Value.Length > 0 ? found.layer.Value + "." : "")}{found.parameter.name} ({found.layer.Key.GetName()})").FirstOrDefault();

    /// <summary>Whether every element of every tensor is finite. Reads the device once.</summary>
    internal static bool AreFinite(IEnumerable<Tensor> tensors)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        // The extremes tell it without a copy of the tensor: what is no number is the largest and the smallest of all.
        var extremes = tensors.Where(tensor => tensor.is_floating_point() && tensor.numel() > 0).SelectMany(tensor => new[] { tensor.min(), tensor.max() })
            .Select(value => value.to(float64)).ToArray();
        return extremes.Length == 0 || stack(extremes).isfinite().all().item<bool>();
    }

    private static bool IsFinite(Tensor tensor) => AreFinite([tensor]);

    private static long[] Rows(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var sound = tensor.detach().isfinite().reshape(tensor.shape[0], -1).all(1).cpu().data<bool>().ToArray();
        return [.. Enumerable.Range(0, sound.Length).Where(row => !sound[row]).Select(row => (long)row)];
    }

    // Each example as a batch of its own: slow, and done once.
    private long[] Alone(Batch batch, bool gradients)
    {
        var rows = new List<long>();
        for (long row = 0; row < batch.Count; row++)
        {
            using var scope = NewDisposeScope();
            try
            {
                model.zero_grad();
                var outcome = run(new Batch(batch.Inputs.narrow(0, row, 1), batch.Targets.narrow(0, row, 1)));
                bool bad = !IsFinite(outcome.Loss);
                if (gradients && !bad)
                {
                    outcome.Loss.backward();
                    bad = !AreFinite(model.parameters().Select(parameter => parameter.grad).OfType<Tensor>());
                }
                if (bad)
                    rows.Add(row);
            }
            catch (Exception error) when (error is ExternalException or ArgumentException)
            {
                return [];   // one example is too few for this network, as it is for statistics of a batch
            }
        }
        return [.. rows];
    }

    private string Name(nn.Module layer) => _names[layer].Length > 0 ? $"{_names[layer]} ({layer.GetName()})" : $"the network ({layer.GetName()})";

    private static Dictionary<nn.Module, string> Names(nn.Module model)
    {
        var names = new Dictionary<nn.Module, string>(ReferenceEqualityComparer.Instance) { [model] = "" };
        foreach (var (name, module) in model.named_modules())
            names.TryAdd(module, name);
        return names;
    }
}
