using static TorchSharp.torch;

namespace ModelZoo.Parts;

/// <summary>A classifier with further heads that only training sees; their losses are added with <see cref="AuxiliaryWeight"/>.</summary>
public interface IAuxiliary
{
    double AuxiliaryWeight { get; }

    (Tensor logits, Tensor[] auxiliary) ForwardAll(Tensor input);
}
