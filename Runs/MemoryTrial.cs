using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Finds out how much main memory a run will take by trying a few examples.</summary>
public static class MemoryTrial
{
    // A trial with about this many multiply-adds takes some hundredths of a second.
    private const long TrialMacs = 2_000_000_000;

    /// <summary>
    /// Sends a few examples through the network, its loss and its gradients, as the first step would. So shapes are
    /// checked before training starts. Returns how much memory the run will take, or null where memory is not
    /// counted.
    /// </summary>
    /// <remarks>Changes nothing in the run. A large network is tried with a part of the batch.</remarks>
    public static MemoryEstimate? Estimate(this Run run)
    {
        int batch = (int)Math.Min(run.Settings.Recipe.BatchSize, run.Data.Train.Count);
        long affordable = TrialMacs / Math.Max(Macs(run.Entry, run.Arguments), 1);
        int some = (int)Math.Clamp(affordable, Math.Min(2, batch), batch);
        var (kept, step) = TryFewer(run, ref some);
        if (run.Device.type != DeviceType.CPU || MemoryLimit.Bytes is not { } limit)
            return null;
        if (some < batch)
        {
            // A straight line through two sizes. What layers keep grows with the batch. The peak may not, where the
            // gradients of the weights are larger than the activations.
            int fewer = some / 2;
            var less = fewer > 0 ? Try(run, fewer) : default;
            step += Math.Max(step - less.Peak, kept - less.Kept) / (some - fewer) * (batch - some);
        }
        long copies = run.Parts.Optimizer.StatesPerElement + run.Parts.Regularizers.Copies;
        long weights = Bytes([.. run.Model.parameters(), .. run.Model.buffers()])
            + copies * run.Parameters * sizeof(float);
        return new MemoryEstimate(run.Parts.DataBytes, weights, step, batch, limit);
    }

    /// <summary>Makes something large, and says what it was if memory is short.</summary>
    internal static T InMemory<T>(string what, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception error) when (Memory.IsShort(error))
        {
            throw Short(what);
        }
    }

    // The table knows the multiply-adds for its own image size.
    private static long Macs(Entry entry, ModelArguments arguments) => entry.Input.Kind == InputKind.Image
        ? entry.Macs * arguments.Size / entry.Input.Size * arguments.Size / entry.Input.Size
        : entry.Macs;

    private static long Bytes(Tensor[] tensors) => tensors.Sum(tensor => tensor.numel() * tensor.ElementSize);

    private static (long Kept, long Peak) TryFewer(Run run, ref int examples)
    {
        while (true)
            try
            {
                return Try(run, examples);
            }
            catch (Exception error) when (Memory.IsShort(error))
            {
                if (examples == 1)
                    throw Short($"the data, the network and one example of {run.Data.Name} in {run.Entry.Name}");
                examples /= 2;
            }
    }

    private static MemoryException Short(string what)
    {
        var more = MemoryLimit.Bytes is { } limit
            ? $", or let tensors take more than {MemoryEstimate.Text(limit)} (MODELZOO_MEMORY, in megabytes)"
            : "";
        return new(
            $"The memory does not suffice for {what}: choose a smaller data set, network or --image-size{more}.", null);
    }

    // Kept: what is allocated for backward once the loss is known. Peak: the most until the gradients are known.
    private static (long Kept, long Peak) Try(Run run, int examples)
    {
        using var scope = NewDisposeScope();
        (Tensor Now, Tensor Before)[] statistics = [.. run.Model.buffers().Select(buffer => (buffer, buffer.clone()))];
        try
        {
            using var loader = run.TrainingBatches(examples);
            long before = Platform.AllocatedBytes() ?? 0, kept = 0;
            using var memory = new MemoryPeak(closely: true);
            run.Trainer.Try(loader, training: true, forwarded: () =>
            {
                kept = Platform.AllocatedBytes() ?? 0;
                memory.Look();
            });
            return (kept - before, memory.Most - before);
        }
        catch (ExternalException error) when (!Memory.IsShort(error))
        {
            throw new RecipeException($"{run.Entry.Name} cannot be trained on {run.Data.Name} like this: "
                + $"{TorchErrors.Sentence(error).TrimEnd('.')}. "
                + "Check the settings that change shapes: --dataset, --image-size, --augment.");
        }
        finally
        {
            using var unrecorded = no_grad();
            foreach (var (now, then) in statistics)
                now.copy_(then);
        }
    }
}
