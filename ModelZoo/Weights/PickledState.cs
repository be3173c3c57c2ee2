namespace ModelZoo.Weights;

/// <summary>Finds the state dict in what a pickle described, and makes its tensors.</summary>
internal static class PickledState
{
    // Training scripts save the state dict in a dictionary, under one of these names.
    private static readonly string[] Nested = ["state_dict", "model_state_dict", "model"];

    /// <param name="fileBytes">No tensor can be larger than the file.</param>
    internal static Dictionary<string, PickledTensor> Find(object? root, long fileBytes)
    {
        if (root is not PickledDictionary dictionary)
            throw new InvalidDataException("it holds no dictionary: save model.state_dict(), not the model itself");
        var state = Nested.Select(name => dictionary.Items.GetValueOrDefault(name)).OfType<PickledDictionary>()
            .FirstOrDefault(dictionary);
        var found = new Dictionary<string, PickledTensor>();
        foreach (var (name, value) in state.Items)
            if (value is PickledTensor tensor)
                found.Add(name, tensor);
        if (found.Count == 0)
            throw new InvalidDataException("it holds no tensors by name: save model.state_dict()");
        Check(found, fileBytes);
        return found;
    }

    // Neither a tensor, which may spread over its storage, nor all storages together can be larger than the file.
    private static void Check(Dictionary<string, PickledTensor> tensors, long fileBytes)
    {
        long total = 0;
        var storages = new Dictionary<string, PickledStorage>();
        foreach (var (name, tensor) in tensors)
        {
            var storage = tensor.Storage;
            if (checked(tensor.Count * storage.Element.Size) > fileBytes)
                throw new InvalidDataException($"the tensor '{name}' of shape {tensor.Shape} is larger than the file");
            if (storages.TryAdd(storage.Key, storage))
                total = checked(total + storage.Bytes);
            else if (storages[storage.Key] != storage)
                throw new InvalidDataException($"its storage '{storage.Key}' is described in two ways");
        }
        if (total > fileBytes)
            throw new InvalidDataException($"its storages take {total} bytes, more than the file has");
    }

    /// <summary>Tensors of one storage share its memory, as they did when they were saved.</summary>
    internal static Dictionary<string, Tensor> Build(
        Dictionary<string, PickledTensor> plans, Func<PickledStorage, Tensor> read)
    {
        using var scope = NewDisposeScope();
        var storages = new Dictionary<string, Tensor>();
        var tensors = new Dictionary<string, Tensor>(plans.Count);
        foreach (var (name, plan) in plans)
        {
            if (!storages.TryGetValue(plan.Storage.Key, out var storage))
                storages.Add(plan.Storage.Key, storage = read(plan.Storage));
            tensors.Add(name, storage.as_strided(plan.Size, plan.Stride, plan.Offset));
        }
        scope.MoveToOuter(tensors.Values);
        return tensors;
    }
}
