namespace ModelZoo.Datasets.Transforms;

/// <summary>
/// Changes a whole batch on its device. Random choices come from the generator, which is on the CPU and seeded by the
/// loader for each batch.
/// </summary>
public delegate Batch Transform(Batch batch, Generator random);
