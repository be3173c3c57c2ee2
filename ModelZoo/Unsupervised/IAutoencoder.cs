namespace ModelZoo.Unsupervised;

/// <summary>A network with a code in the middle. Reports need both halves.</summary>
public interface IAutoencoder
{
    /// <summary>Images to codes, one in each row. A variational network gives the mean.</summary>
    Tensor Encode(Tensor input);

    /// <summary>Codes to images with pixels from 0 to 1.</summary>
    Tensor Decode(Tensor code);
}
