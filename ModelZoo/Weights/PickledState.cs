using static TorchSharp.torch;

namespace ModelZoo.Weights;

/// <summary>From what a pickle described to tensors: which of it is the state, and each storage read once.</summary>
internal static class PickledState
{
    // What training scripts call the state in the dictionary that they save.
    private static readonly string[] Nested = ["state_dict", "model_state_dict", "model"];

    internal static Dictionary<string, PickledTensor> Find(object? root, long honestBytes)
    {
        if (root is not PickledDictionary dictionary)
            throw new InvalidDataException("it holds no dictionary: save model.state_dict(), not the model itself");
        foreach (var name in Nested)
            if (dictionary.Items.GetValueOrDefault(name) is PickledDictionary inner)
            {
                dictionary = inner;
                break;
            }
        var found = new Dictionary<string, PickledTensor>();
        foreach (var (name, value) in dictionary.Items)
            if (value is PickledTensor tensor)
                found.Add(name, tensor);
        if (found.Count == 0)
            throw new InvalidDataException("it holds no tensors by name: save model.state_dict()");
        Check(found, honestBytes);
        return found;
    }

    // No storage, nor all of them, nor a tensor spread over one can be larger than the file that holds them.
    private static void Check(Dictionary<string, PickledTensor> tensors, long honestBytes)
    {
        long total = 0;
        var storages = new Dictionary<string, PickledStorage>();
        foreach (var (name, tensor) in tensors)
        {
            if (checked(tensor.Count * tensor.Storage.Element.Size) > honestBytes)
                throw new InvalidDataException($"the tensor '{name}' of shape [{string.Join(", ", tensor.Size)}] is larger than the file");
            if (storages.TryAdd(tensor.Storage.Key, tensor.Storage))
                total = checked(total + tensor.Storage.Count * tensor.Storage.Element.Size);
            else if (storages[tensor.Storage.Key] != tensor.Storage)
                throw new InvalidDataException($"its storage '{tensor.Storage.Key}' is described in two ways");
        }
        if (total > honestBytes)
            throw new InvalidDataException($"its storages take {total} bytes, more than the file has");
    }

    /// <summary>The tensors; those that share a storage share memory, as they did when they were saved.</summary>
    internal static Dictionary<string, Tensor> Build(Dictionary<string, PickledTensor> plans, Func<PickledStorage, Tensor> read)
    {
        var storages = new Dictionary<string, Tensor>();
        var tensors = new Dictionary<string, Tensor>(plans.Count);
        try
        {
            foreach (var (name, plan) in plans)
            {
                if (!storages.TryGetValue(plan.Storage.Key, out var storage))
                    storages.Add(plan.Storage.Key, storage = read(plan.Storage));
                tensors.Add(name, storage.as_strided(plan.Size, plan.Stride, plan.Offset));
            }
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
        finally
        {
            foreach (var storage in storages.Values)
                storage.Dispose();
        }
    }
}
