using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Runs.Inference;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>Which network, with which weights: a run's best checkpoint, or a file.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string?> _run =
        Options.Of<string?>("--run", "DIR", "the folder of a run, or latest");
    private readonly Option<string?> _checkpoint = Options.Checkpoint();
    private readonly Option<string?> _model = Options.Of<string?>("--model", "NAME", "the network; `list` shows all");
    private readonly Option<string?> _weights =
        Options.Of<string?>("--weights", "FILE", "its weights: .safetensors, or a state dict that torch.save wrote");
    private readonly Option<int?> _classes = Options.Of<int?>("--classes", "N", "classes, if not the model's own");
    private readonly Option<int?> _channels =
        Options.Of<int?>("--channels", "N", "input channels, if not the model's own");
    private readonly Option<int?> _size =
        Options.Of<int?>("--image-size", "N", "height and width of the input, if not the model's own");

    internal void AddTo(Command verb)
    {
        foreach (var option in new Option[] { _run, _checkpoint, _model, _weights, _classes, _channels, _size })
            verb.Options.Add(option);
    }

    internal TrainedNetwork Open(ParseResult parsed)
    {
        switch (parsed.GetValue(_run), parsed.GetValue(_model), parsed.GetValue(_weights))
        {
            case ({ } run, null, null):
                foreach (var shape in new Option[] { _classes, _channels, _size })
                    if (parsed.GetResult(shape) is not null)
                        throw new RecipeException(
                            $"{shape.Name} describes what --weights holds; a run knows its own: leave it out.");
                return TrainedNetwork.Of(run, Output.Warn, parsed.GetValue(_checkpoint));
            case (null, { } model, { } weights):
                if (parsed.GetResult(_checkpoint) is not null)
                    throw new RecipeException("--checkpoint chooses among the weights of a --run: leave it out.");
                return TrainedNetwork.Of(
                    model, weights, parsed.GetValue(_classes), parsed.GetValue(_channels), parsed.GetValue(_size));
            default:
                throw new RecipeException("Which network? Give --run DIR, or --model NAME and --weights FILE.");
        }
    }
}
