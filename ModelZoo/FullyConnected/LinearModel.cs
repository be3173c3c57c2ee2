namespace ModelZoo.FullyConnected;

/// <summary>A weighted sum of the inputs for each output, with the textbook's initial weights.</summary>
public abstract class LinearModel : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> output;
    private readonly long features;

    protected LinearModel(string name, long features, long outputs) : base(name)
    {
        this.features = features;
        output = Linear(features, outputs);
        RegisterComponents();
        Initialize.Normal(this);
    }

    // (N, features), or what flattens to it, to (N, outputs)
    public override Tensor forward(Tensor input) =>
        output.call(Expect.Features(input, GetName(), features).flatten(1));
}
