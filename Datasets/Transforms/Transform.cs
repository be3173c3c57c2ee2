namespace ModelZoo.Datasets.Transforms;

/// <summary>Changes a batch on its device.</summary>
/// <param name="random">Makes the random choices. It is on the CPU, and seeded by the loader for each batch.</param>
public delegate Batch Transform(Batch batch, Generator random);
