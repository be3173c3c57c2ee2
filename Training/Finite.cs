namespace ModelZoo.Training;

/// <summary>Looks for values that are NaN or infinite.</summary>
internal static class Finite
{
    /// <summary>Whether every element of every tensor is finite. Reads the device once.</summary>
    internal static bool All(IEnumerable<Tensor> tensors)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        // The extremes suffice, and need no copy of the tensor: if one element is NaN, both are NaN.
        var extremes = tensors.Where(tensor => tensor.is_floating_point() && tensor.numel() > 0)
            .SelectMany(tensor => new[] { tensor.min(), tensor.max() }).Select(value => value.to(float64)).ToArray();
        return extremes.Length == 0 || stack(extremes).isfinite().all().item<bool>();
    }

    internal static bool All(Tensor tensor) => All([tensor]);

    /// <summary>The rows with an element that is not finite.</summary>
    internal static long[] BadRows(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var sound = tensor.detach().isfinite().reshape(tensor.shape[0], -1).all(1).cpu().data<bool>().ToArray();
        return [.. Enumerable.Range(0, sound.Length).Where(row => !sound[row]).Select(row => (long)row)];
    }
}
