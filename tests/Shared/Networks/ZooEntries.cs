using ModelZoo.Tables;
using Xunit;

namespace ModelZoo.Tests;

/// <summary>
/// The entries that theories run over. Of networks that differ only in depth, the quick theories take one. The deep
/// ones run with `-explicit on`, as before a release.
/// </summary>
public static class ZooEntries
{
    private static readonly string[] Deep =
    [
        "vgg13", "vgg16", "vgg19", "vgg13-bn", "vgg16-bn", "vgg19-bn", "alexnet-lrn",
        "resnet34", "resnet101", "resnet152", "resnet32", "resnet44", "resnet56", "resnet110",
        "torchvision/vgg11", "torchvision/vgg13", "torchvision/vgg16", "torchvision/vgg19",
        "torchvision/vgg11_bn", "torchvision/vgg13_bn", "torchvision/vgg16_bn", "torchvision/vgg19_bn",
        "torchvision/resnet34", "torchvision/resnet101", "torchvision/resnet152",
    ];

    /// <summary>Networks whose steps are slow: even four small images take long to learn.</summary>
    private static readonly string[] Large =
    [
        "alexnet", "vgg11", "vgg11-bn", "vgg11-quarter", "googlenet-aux", "resnet50",
        "torchvision/alexnet", "torchvision/resnet50", "torchvision/densenet121",
    ];

    /// <summary>The zoo's own names, without the one that a test adds.</summary>
    public static IEnumerable<string> Own => Zoo.Names.Where(name => name != Added);

    public const string Added = "mine";

    public static TheoryData<string> Quick => [.. Zoo.Entries.Select(entry => entry.Name).Except(Deep)];

    public static TheoryData<string> Learners =>
        [.. Zoo.Entries.Select(entry => entry.Name).Except(Deep).Except(Large)];

    public static TheoryData<string> LargeOnes => [.. Large];

    public static TheoryData<string> DeepOnes => [.. Deep];

    public static TheoryData<string> Images =>
        [.. Zoo.Entries.Where(entry => entry.Input.Kind == InputKind.Image).Select(entry => entry.Name).Except(Deep)];

    /// <summary>Small arguments that differ from every default, without dropout: seven classes, two channels.</summary>
    public static ModelArguments Small(Entry entry) => entry.Input.Kind switch
    {
        InputKind.Vector => new(entry.Task == TaskKind.Regression ? 1 : 7, 2, 3, 0),
        InputKind.Tokens => new(7, 11, 6, 0),
        InputKind.Pairs => new(9, 11, 6, 0),
        _ => new(7, 2, SmallSize(entry), 0),
    };

    private static int SmallSize(Entry entry) => entry.Name switch
    {
        "alexnet" or "nin" or "torchvision/alexnet" => 67,
        "alexnet-lrn" => 71,
        "googlenet-aux" => 65,
        _ when entry.Input.Size == 28 => 20,
        _ => 32,
    };
}
