namespace ModelZoo.Tables;

internal sealed record Paper(string Title, int Year);

/// <summary>What the tables of models share: rows, inputs, recipes, and papers of several tables.</summary>
internal static class EntryParts
{
    internal static readonly Paper BatchNorm = new("Ioffe, Szegedy: Batch normalization", 2015);
    internal static readonly Paper VeryDeep =
        new("Simonyan, Zisserman: Very deep convolutional networks for large-scale image recognition", 2014);
    internal static readonly Paper Deeper = new("Szegedy et al.: Going deeper with convolutions", 2014);
    internal static readonly Paper DeepResidual = new("He et al.: Deep residual learning for image recognition", 2015);
    internal static readonly Paper Dense = new("Huang et al.: Densely connected convolutional networks", 2016);

    /// <summary>Keeps the signal strong behind many ReLUs. Deep networks need it to learn from few images.</summary>
    internal const string Deep = "kaiming-normal";

    /// <summary>A row. By default it is a classifier, and its family is the beginning of its name.</summary>
    internal static Entry Model(
        string name, Paper paper, ModelInput input, long parameters, long macs, ModelRecipe textbook,
        Func<ModelArguments, Module> build, ModelRecipe? quick = null, string published = "",
        TaskKind task = TaskKind.Classification, string? family = null) =>
        new(name, family ?? name.Split('-')[0], paper.Title, paper.Year, input, task, parameters, macs,
            textbook, quick, published, build);

    internal static ModelInput Image(int size, int channels = 1, int classes = 10) =>
        new(InputKind.Image, channels, size, classes);

    internal static int Flat(ModelArguments a) => a.Channels * a.Size * a.Size;

    // After training on a few thousand images, a test on all ten thousand would take longer than the training.
    internal static ModelRecipe Fashion(
        int epochs, int batch, double lr, string optimizer = "sgd", int? size = null, int? limit = null,
        string? init = null) =>
        new("fashion-mnist", epochs, batch, lr, optimizer,
            Size: size, LimitTrain: limit, LimitTest: limit <= 10_000 ? 2_000 : null, Init: init);
}
