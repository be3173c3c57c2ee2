using System.Runtime.InteropServices;
using ModelZoo.Datasets.Loading;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>Finds out what a run will take of main memory, by trying it with a few examples.</summary>
public static class MemoryTrial
{
    // A trial of about this many multiply-adds takes some hundredths of a second: small networks are measured with their whole batch.
    private const long EstimateMacs = 2_000_000_000;

    /// <summary>
    /// Sends a few examples through the network, its loss and its gradients, as the first step would: what does not fit together is told before
    /// anything is trained. What they take, and what weights, optimizer and data do, is the estimate; null where memory is not counted.
    /// </summary>
    /// <remarks>Nothing of the run is changed. Of a large network a part of the batch is tried, and the rest reckoned by a straight line.</remarks>
    public static MemoryEstimate? Estimate(this Run run)
    {
        int batch = (int)Math.Min(run.Settings.Recipe.BatchSize, run.Data.Train.Count);
        int some = (int)Math.Min(batch, Math.Max(2, EstimateMacs / Math.Max(Macs(run.Entry, run.Arguments), 1)));
        var (kept, step) = Largest(run, ref some);
        if (run.Device.type != DeviceType.CPU || MemoryLimit.Bytes is not { } limit)
            return null;
        if (some < batch)
        {
            // A straight line through two sizes. What layers keep grows with the batch; of the whole only that part may, where gradients of the weights weigh more than activations.
            int fewer = some / 2;
            var less = fewer > 0 ? Attempt(run, fewer) : default;
            step += Math.Max(step - less.Most, kept - less.Kept) / (some - fewer) * (batch - some);
        }
        long elements = run.Model.parameters().Sum(parameter => parameter.numel()), copies = run.Optimizer.StatesPerElement + run.Regularizers.Copies;
        long weights = Bytes(run.Model.parameters()) + Bytes(run.Model.buffers()) + copies * elements * sizeof(float);
        return new MemoryEstimate(run.DataBytes, weights, step, batch, limit);
    }

    // The table knows the multiply-adds at its own size of images.
    private static long Macs(Entry entry, ModelArguments arguments) => entry.Input.Kind == InputKind.Image
        ? entry.Macs * arguments.Size / entry.Input.Size * arguments.Size / entry.Input.Size
        : entry.Macs;

    private static long Bytes(IEnumerable<Tensor> tensors) => tensors.Sum(tensor => tensor.numel() * tensor.ElementSize);

    private static (long Kept, long Most) Largest(Run run, ref int examples)
    {
        while (true)
            try
            {
                return Attempt(run, examples);
            }
            catch (Exception error) when (Memory.IsShort(error))
            {
                if (examples == 1)
                    throw Short($"one example of {run.Data.Name} in {run.Entry.Name}, with the data and the network in it");
                examples /= 2;
            }
    }

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

    private static MemoryException Short(string what) =>
        new($"The memory does not suffice for {what}: choose a smaller data set, network or --image-size{(MemoryLimit.Bytes is { } limit ? $", or let tensors take more than {MemoryEstimate.Text(limit)} (MODELZOO_MEMORY, in megabytes)" : "")}.", null);

    // What is kept for the gradients when the loss is known, and the most until they are.
    private static (long Kept, long Most) Attempt(Run run, int examples)
    {
        using var scope = NewDisposeScope();
        (Tensor Now, Tensor Before)[] statistics = [.. run.Model.buffers().Select(buffer => (buffer, buffer.clone()))];
        try
        {
            using var loader = new DataLoader(run.Data.Train, examples, shuffle: true, seed: run.Settings.Recipe.Seed, device: run.Device, transform: DataFit.Transforms(run.Data, run.Settings.Recipe, training: true));
            long before = RuntimeFacts.AllocatedBytes ?? 0, kept = 0;
            using var memory = new MemoryPeak(closely: true);
            run.Trainer.Try(loader, training: true, forwarded: () =>
            {
                kept = RuntimeFacts.AllocatedBytes ?? 0;
                memory.Look();
            });
            return (kept - before, memory.Most - before);
        }
        catch (ExternalException error) when (!Memory.IsShort(error))
        {
            throw new RecipeException($"{run.Entry.Name} cannot be trained on {run.Data.Name} like this: {TorchErrors.Sentence(error).TrimEnd('.')}. Look at the settings that change shapes: --dataset, --image-size, --augment.");
        }
        finally
        {
            using var recording = no_grad();
            foreach (var (now, then) in statistics)
                now.copy_(then);
        }
    }
}
