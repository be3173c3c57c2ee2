using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Transforms;

/// <summary>
/// Changes a whole batch, on the device where it is. Random choices are drawn from the generator, which is on the CPU and seeded by
/// the loader for each batch.
/// </summary>
public delegate Batch Transform(Batch batch, Generator random);
