using ModelZoo.LibTorch.Operators;

namespace ModelZoo.Tracing;

/// <summary>
/// The tensors of a trace by their identity. It holds a handle to each until it is disposed, because the address of a
/// freed tensor is used again.
/// </summary>
internal sealed class KnownTensors : IDisposable
{
    private readonly Dictionary<nint, (TracedTensor Traced, long Version)> _known = [];
    private readonly Dictionary<nint, TracedTensor> _fresh = [];
    private readonly List<Tensor> _held = [];

    /// <param name="source">See TracedTensor; null for a result.</param>
    internal TracedTensor Add(Tensor tensor, string? source)
    {
        int number = _held.Count;
        _held.Add(tensor.alias().DetachFromDisposeScope());
        var traced = new TracedTensor(number, tensor.shape, tensor.dtype, source);
        _known[TensorIdentity.Of(tensor)] = (traced, TensorIdentity.Version(tensor));
        return traced;
    }

    /// <summary>
    /// Notes a result that no tensor went into. What torch.zeros makes, libtorch passes on as another tensor with the
    /// same memory.
    /// </summary>
    internal void AddFresh(Tensor tensor, TracedTensor traced) => _fresh[TensorIdentity.Data(tensor)] = traced;

    /// <summary>Null if the tensor is unknown, or was changed in place unseen since.</summary>
    internal TracedTensor? Find(Tensor tensor)
    {
        long version = TensorIdentity.Version(tensor);
        if (_known.TryGetValue(TensorIdentity.Of(tensor), out var known) && known.Version == version)
            return known.Traced;
        if (version != 0 || !_fresh.TryGetValue(TensorIdentity.Data(tensor), out var made)
            || !made.Shape.AsSpan().SequenceEqual(tensor.shape))
            return null;
        _held.Add(tensor.alias().DetachFromDisposeScope());
        _known[TensorIdentity.Of(tensor)] = (made, 0);
        return made;
    }

    public void Dispose() => _held.ForEach(tensor => tensor.Dispose());
}
