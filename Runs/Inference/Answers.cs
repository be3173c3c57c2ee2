using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Text;
using ModelZoo.Recurrent;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>A network's answer to one example: a class, a number or a text, and the likeliest classes.</summary>
public sealed record Answer(string Input, string Text, IReadOnlyList<(string Name, double Share)> Classes);

/// <summary>Answers of a trained network to files, folders and sentences.</summary>
/// <param name="invert">Dark and light of pictures change places.</param>
public sealed class Answers(TrainedNetwork network, bool invert = false, string? dataRoot = null)
{
    private const int TopClasses = 5, PicturesAtOnce = 64;

    // Farther from the training pictures' brightness, in their deviations, is another kind of picture.
    private const double Far = 3;

    private readonly Predictor _predictor = new(network);
    private readonly Lazy<IReadOnlyList<string>> _classes = new(() => network.ClassNames(dataRoot));

    /// <summary>The files, and the pictures in folders, in order.</summary>
    public static string[] Expand(IEnumerable<string> paths) =>
    [
        .. paths.SelectMany(path => !Directory.Exists(path) ? [path]
            : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(Pictures.IsPicture)
                .Order(StringComparer.Ordinal).ToArray() is [_, ..] pictures ? pictures
            : throw new RecipeException($"{path} holds no picture: give a folder of pictures, or files.")),
    ];

    /// <summary>The inputs of several files of the same kind, as the network takes them. Pictures are joined.</summary>
    public Tensor[] Read(IReadOnlyList<string> files, Action<string> warn)
    {
        if (files.Count > 1 && files.FirstOrDefault(file => !Pictures.IsPicture(file)) is { } other)
            throw new RecipeException($"{other} is not a picture: several files at once must all be pictures.");
        using var scope = NewDisposeScope();
        var inputs = files.Count == 1 ? _predictor.Read(files[0]) : [cat([.. files.Select(One)])];
        if (Pictures.IsPicture(files[0]))
        {
            if (invert)
                inputs[0] = network.Published ? -inputs[0] : 1 - inputs[0];
            Compare(files, inputs[0], warn);
        }
        else if (invert)
            throw new RecipeException("--invert is for pictures: leave it out.");
        return [.. inputs.Select(input => input.MoveToOuterDisposeScope())];

        Tensor One(string file) => _predictor.Read(file)[0];
    }

    /// <summary>The network's raw outputs, one row an example.</summary>
    public Tensor Outputs(Tensor[] inputs) => _predictor.Run(inputs);

    public IEnumerable<Answer> ToFiles(IReadOnlyList<string> files, Action<string> warn)
    {
        foreach (var some in files.Chunk(PicturesAtOnce))
        {
            using var scope = NewDisposeScope();
            var outputs = Outputs(Read(some, warn));
            for (int row = 0; row < outputs.shape[0]; row++)
                yield return Say(some.Length > 1 ? some[row] : outputs.shape[0] > 1 ? $"input {row}" : some[0],
                    outputs[row]);
        }
    }

    /// <summary>The translation of a sentence, or the labels of its tokens.</summary>
    public Answer ToSentence(string sentence)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        if (network.Data is not { TargetTokens.Count: > 0 } data)
            throw new RecipeException($"{network.Entry.Name} does not answer sentences: --text is for runs of "
                + "sequence-to-sequence networks and taggers.");
        var (from, to) = (data.Vocabulary, data.TargetVocabulary);
        var source = SentencePairs.Encode(sentence, from, (int)data.InputShape[0]);
        var written = network.Model is SequenceToSequence translator
            ? Translation.Write(translator, source, from[Vocabulary.Padding], to[Vocabulary.Begin], source.shape[1])
            : ((nn.Module<Tensor, Tensor>)network.Model).call(source).argmax(-1);
        var tokens = written.flatten().data<long>().ToArray()
            .TakeWhile(token => to[token] is not (Vocabulary.End or Vocabulary.Padding));
        return new Answer(sentence, to.Decode(tokens), []);
    }

    private Answer Say(string input, Tensor output)
    {
        if (output.dim() != 1)
            throw new RecipeException($"{network.Entry.Name} puts out a tensor of shape "
                + $"({string.Join(", ", output.shape)}) for each input, which is too large to print: give --output "
                + "FILE, --text for sentences, or use `generate` for texts and pictures.");
        if (network.Task is TaskKind.Regression)
            return new Answer(input, string.Join(' ', output.data<float>().Select(value => $"{value:G7}")), []);
        (string, double)[] top = [.. Predictor.Top(output, TopClasses)
            .Select(found => (_classes.Value.Count > 0 ? _classes.Value[found.Class] : $"class {found.Class}",
                found.Share))];
        return new Answer(input, top[0].Item1, top);
    }

    // Fashion-MNIST is white on black: a photograph of black on white is not like it.
    private void Compare(IReadOnlyList<string> files, Tensor pictures, Action<string> warn)
    {
        if (network.Data?.Brightness is not { } usual)
            return;
        var means = pictures.flatten(1).mean([1]).data<float>().ToArray();
        for (int i = 0; i < means.Length; i++)
            if (Math.Abs(means[i] - usual.Mean) > Far * usual.Deviation)
            {
                bool inverse = Math.Abs(1 - means[i] - usual.Mean) < Math.Abs(means[i] - usual.Mean);
                warn($"{files[i]} has a mean brightness of {means[i]:F2}, and the training pictures {usual.Mean:F2} ± "
                    + $"{usual.Deviation:F2}: the network has not seen such pictures."
                    + (inverse ? " Try --invert, which exchanges dark and light." : "")
                    + " --save-input shows what it sees.");
            }
    }
}
