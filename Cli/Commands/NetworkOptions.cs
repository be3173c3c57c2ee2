using System.CommandLine;
using ModelZoo.Runs.Inference;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>Which network, and where its weights are: a run's best checkpoint, or a file.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string?> _run = new("--run") { Description = "the folder of a run: its best checkpoint is taken", HelpName = "DIR" };
    private readonly Option<string?> _model = new("--model") { Description = "the network; `list` shows all", HelpName = "NAME" };
    private readonly Option<string?> _weights = new("--weights") { Description = "its weights: .safetensors, or a state dict that torch.save wrote", HelpName = "FILE" };
    private readonly Option<int?> _classes = new("--classes") { Description = "classes that the weights tell apart, if not the model's own", HelpName = "N" };
    private readonly Option<int?> _channels = new("--channels") { Description = "channels of the input, if not the model's own", HelpName = "N" };
    private readonly Option<int?> _size = new("--image-size") { Description = "height and width of the input, if not the model's own", HelpName = "N" };

    internal void AddTo(Command verb)
    {
        foreach (var option in new Option[] { _run, _model, _weights, _classes, _channels, _size })
            verb.Options.Add(option);
    }

    internal TrainedNetwork Open(ParseResult parsed) => (parsed.GetValue(_run), parsed.GetValue(_model), parsed.GetValue(_weights)) switch
    {
        (not null, null, null) when new Option[] { _classes, _channels, _size }.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } odd =>
            throw new RecipeException($"{odd.Name} describes what --weights holds; a run knows its own: leave it away."),
        ({ } run, null, null) => TrainedNetwork.Of(run, Shared.Warn),
        (null, { } model, { } weights) => TrainedNetwork.Of(model, weights, parsed.GetValue(_classes), parsed.GetValue(_channels), parsed.GetValue(_size)),
        _ => throw new RecipeException("Which network? Give --run DIR, or --model NAME and --weights FILE."),
    };
}
