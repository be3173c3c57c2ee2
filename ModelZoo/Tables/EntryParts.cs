namespace ModelZoo.Tables;

/// <summary>What the tables of models share: inputs, recipes, and papers with entries in several of them.</summary>
internal static class EntryParts
{
    internal const string VeryDeep = "Simonyan, Zisserman: Very deep convolutional networks for large-scale image recognition";
    internal const string Deeper = "Szegedy et al.: Going deeper with convolutions";
    internal const string DeepResidual = "He et al.: Deep residual learning for image recognition";

    /// <summary>Keeps the strength of the signal through many ReLUs. On few images deep networks learn nothing without it.</summary>
    internal const string Deep = "kaiming-normal";

    internal static ModelInput Image(int size, int channels = 1, int classes = 10) => new(InputKind.Image, channels, size, classes);

    internal static int Flat(ModelArguments a) => a.Channels * a.Size * a.Size;

    // A few thousand images are tested on two thousand: testing ten would take longer than training.
    internal static ModelRecipe Fashion(int epochs, int batch, double lr, string optimizer = "sgd", int? size = null, int? limit = null, string? init = null) =>
        new("fashion-mnist", epochs, batch, lr, optimizer, Size: size, LimitTrain: limit, LimitTest: limit <= 10_000 ? 2_000 : null, Init: init);
}
