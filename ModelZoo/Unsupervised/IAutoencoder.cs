using static TorchSharp.torch;

namespace ModelZoo.Unsupervised;

/// <summary>A network with a code in the middle: pictures of codes and interpolation need both halves.</summary>
public interface IAutoencoder
{
    /// <summary>Images to codes, one a row; of a variational network the mean.</summary>
    Tensor Encode(Tensor input);

    /// <summary>Codes to images with pixels from 0 to 1.</summary>
    Tensor Decode(Tensor code);
}
