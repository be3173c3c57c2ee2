namespace ModelZoo.Torchvision;

/// <summary>The thousand classes of ImageNet 2012, named and ordered as in torchvision's published weights.</summary>
public static class ImageNet
{
    private static readonly Lazy<string[]> Names = new(() =>
    {
        using var file = new StreamReader(typeof(ImageNet).Assembly.GetManifestResourceStream("imagenet-classes.txt")!);
        return file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    });

    public static IReadOnlyList<string> Classes => Names.Value;
}
