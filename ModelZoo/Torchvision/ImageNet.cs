namespace ModelZoo.Torchvision;

/// <summary>The thousand classes of the 2012 challenge, in the order of the weights that torchvision publishes, by torchvision's names for them.</summary>
public static class ImageNet
{
    private static readonly Lazy<string[]> Names = new(() =>
    {
        using var file = new StreamReader(typeof(ImageNet).Assembly.GetManifestResourceStream("imagenet-classes.txt")!);
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    });

    public static IReadOnlyList<string> Classes => Names.Value;
}
