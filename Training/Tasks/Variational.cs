using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using ModelZoo.Unsupervised;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>The negative ELBO of an image: summed cross entropy plus beta times the divergence.</summary>
public sealed class Variational : ITask
{
    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss()];

    public Outcome Run(Module model, Batch batch)
    {
        var vae = (VariationalAutoencoder)model;
        var (output, μ, logσ2) = vae.call(batch.Inputs, vae.Classes > 0 ? batch.Targets : null);
        var pixels = functional.binary_cross_entropy(output, batch.Inputs, reduction: Reduction.Sum) / batch.Count;
        var kl = (1 + logσ2 - μ.square() - logσ2.exp()).sum() * (-0.5 / batch.Count);
        return new Outcome
        {
            Loss = pixels + kl * vae.Beta,
            Count = batch.Count,
            Parts = new Dictionary<string, Tensor> { ["reconstruction"] = pixels, ["kl"] = kl },
        };
    }
}
