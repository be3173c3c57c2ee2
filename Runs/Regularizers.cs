using ModelZoo.Runs.Recipes;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using ModelZoo.Training.Regularization;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>What a recipe does to gradients and weights besides the optimizer.</summary>
internal sealed class Regularizers : IDisposable
{
    private readonly List<IGradientChange> _gradients = [];
    private readonly List<IWeightChange> _weights = [];
    private readonly Recipe _recipe;

    internal Regularizers(Recipe recipe, nn.Module model)
    {
        _recipe = recipe;
        Average = recipe.Ema > 0 ? new ExponentialAverage(recipe.Ema)
            : recipe.Swa > 0 ? new StochasticWeightAverage()
            : null;
        // The penalty is part of the loss, so it is clipped too. Noise comes last, or it would be clipped.
        if (recipe.L1 > 0)
            _gradients.Add(new Penalty(recipe.L1));
        if (recipe.ClipValue > 0)
            _gradients.Add(new ClipValue(recipe.ClipValue));
        if (recipe.ClipNorm > 0)
            _gradients.Add(new ClipNorm(recipe.ClipNorm));
        if (recipe.GradientNoise > 0)
            _gradients.Add(new GradientNoise(recipe.GradientNoise));
        if (recipe.MaxNorm > 0)
            _weights.Add(new MaxNorm(recipe.MaxNorm));
        if (recipe.Lookahead > 0)
        {
            var lookahead = new Lookahead(recipe.Lookahead);
            lookahead.Start([.. model.parameters()]);
            _weights.Add(lookahead);
        }
    }

    internal static void Check(Recipe recipe)
    {
        if (recipe.Ema > 0 && recipe.Swa > 0)
            throw new RecipeException(
                "--ema and --swa are two averages of the weights, and one is tested: give one of them.");
        if (recipe.Swa > recipe.Epochs)
            throw new RecipeException($"--swa {recipe.Swa} would begin after the last of {recipe.Epochs} epochs: "
                + "give an earlier epoch, or more --epochs.");
    }

    internal WeightCopies? Average { get; }

    /// <summary>How many copies of all weights are kept.</summary>
    internal int Copies =>
        (Average is null ? 0 : 1) + _weights.OfType<WeightCopies>().Count() + (_recipe.WeightNoise > 0 ? 1 : 0);

    internal TrainerOptions AddTo(TrainerOptions options) => options with
    {
        GradientChanges = _gradients,
        WeightChanges = _weights,
        Average = Average,
        AverageFrom = _recipe.Swa,
        WeightNoise = _recipe.WeightNoise > 0 ? new WeightNoise(_recipe.WeightNoise) : null,
    };

    public void Dispose()
    {
        Average?.Dispose();
        foreach (var change in _weights.OfType<IDisposable>())
            change.Dispose();
    }
}
