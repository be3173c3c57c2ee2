using System.Runtime.InteropServices;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tracing;
using ModelZoo.Training.Metrics;

namespace ModelZoo.Training;

/// <summary>Finds the layer and the examples of a batch at which values stop being finite.</summary>
/// <param name="run">Computes the loss of a batch. Each call starts from the state before the step.</param>
internal sealed class DivergenceSearch(nn.Module model, Func<Batch, Outcome> run)
{
    private readonly Dictionary<nn.Module, string> _names = Names(model);

    internal (string Where, long[] Rows) Find(Batch batch)
    {
        if (!Finite.All(batch.Inputs))
            return ("the input of the network", Finite.BadRows(batch.Inputs));
        var calls = new List<nn.Module>();
        (nn.Module Layer, long[]? Rows)? layer = null;
        (string Name, nn.Module Layer, long[]? Rows)? operation = null;
        bool checking = false;
        Outcome? outcome = null;
        using (new LayerCalls(model, Called))
            try
            {
                Trace.Watch(model, () => outcome = run(batch), Computed);
            }
            catch (Exception error) when (layer is not null && error is ExternalException or TraceException)
            {
                // Some losses reject values that are not finite. By then the layer is known.
            }
        // A layer without children is named by its output. A module with children also computes between them.
        if (operation is { } bad && bad.Layer.children().Any())
            return ($"the result of {bad.Name} in {Name(bad.Layer)}", bad.Rows ?? BadAlone(batch, gradients: false));
        if (layer is { } found)
            return ($"the output of {Name(found.Layer)}", found.Rows ?? BadAlone(batch, gradients: false));
        if (!Finite.All(outcome!.Loss))
            return ("the loss of finite outputs", BadAlone(batch, gradients: false));

        model.zero_grad();
        outcome.Loss.backward();
        // Backward runs from the last layer to the first: the last layer with a bad gradient was the first to get it.
        foreach (var called in calls.AsEnumerable().Reverse().Concat(_names.Keys))
            foreach (var (name, parameter) in called.named_parameters(recurse: false))
                if (parameter.grad is { } gradient && !Finite.All(gradient))
                    return ($"the gradient of {Name(called, name)}", BadAlone(batch, gradients: true));
        return ("a value that is finite when computed again", []);

        void Called(nn.Module module, Tensor input, Tensor output)
        {
            calls.Add(module);
            checking = true;
            if (layer is null && !Finite.All(output))
                layer = (module, BadRows(output));
            checking = false;
        }

        void Computed(SeenOperator seen)
        {
            // The operators of this search's own checks do not count.
            if (!checking && operation is null && layer is null && seen.Layer is { } name
                && seen.Results.FirstOrDefault(result => !Finite.All(result)) is { } result)
                operation = (seen.Name, _names.First(named => named.Value == name).Key, BadRows(result));
        }

        // The first dimension of a sequence may be time.
        long[]? BadRows(Tensor output) =>
            output.ndim is 2 or 4 && output.shape[0] == batch.Count ? Finite.BadRows(output) : null;
    }

    /// <summary>The name of the first parameter that is not finite, with its layer.</summary>
    internal string? BadParameter()
    {
        foreach (var layer in _names.Keys)
            foreach (var (name, parameter) in layer.named_parameters(recurse: false))
                if (!Finite.All(parameter))
                    return Name(layer, name);
        return null;
    }

    // Runs each example as a batch of its own: slow, but done only once.
    private long[] BadAlone(Batch batch, bool gradients)
    {
        var rows = new List<long>();
        for (long row = 0; row < batch.Count; row++)
        {
            using var scope = NewDisposeScope();
            try
            {
                model.zero_grad();
                var outcome = run(new Batch(batch.Inputs.narrow(0, row, 1), batch.Targets.narrow(0, row, 1)));
                bool bad = !Finite.All(outcome.Loss);
                if (gradients && !bad)
                {
                    outcome.Loss.backward();
                    bad = !Finite.All(model.parameters().Select(parameter => parameter.grad).OfType<Tensor>());
                }
                if (bad)
                    rows.Add(row);
            }
            catch (Exception error) when (error is ExternalException or ArgumentException)
            {
                return [];   // the network needs more than one example, as batch norm does
            }
        }
        return [.. rows];
    }

    private string Name(nn.Module layer) =>
        $"{(_names[layer].Length > 0 ? _names[layer] : "the network")} ({layer.GetName()})";

    private string Name(nn.Module layer, string parameter) =>
        $"{(_names[layer].Length > 0 ? _names[layer] + "." : "")}{parameter} ({layer.GetName()})";

    private static Dictionary<nn.Module, string> Names(nn.Module model)
    {
        var names = new Dictionary<nn.Module, string>(ReferenceEqualityComparer.Instance) { [model] = "" };
        foreach (var (name, module) in model.named_modules())
            names.TryAdd(module, name);
        return names;
    }
}
