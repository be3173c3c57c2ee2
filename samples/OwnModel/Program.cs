// Trains your own network on your own data with the zoo's trainer: it learns to tell two interleaved spirals apart.
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

manual_seed(1);
using var data = new Dataset("two-spirals", Targets.Classes, Spirals(2000, seed: 1), Spirals(500, seed: 2))
{
    Classes = ["left", "right"],
};
using var model = new Gated(width: 64);
using var optimizer = new AdamW(model.parameters(), 3e-3);
using var train = new DataLoader(data.Train, batchSize: 64, shuffle: true);
using var test = new DataLoader(data.Test, batchSize: 500);

var options = new TrainerOptions { Epochs = 30 };
var schedule = ScheduleFormulas.Cosine(total: options.Epochs * train.Count);
using var trainer = new Trainer(model, new Classification(), optimizer, schedule, options);
trainer.Fit(train, test);
Console.WriteLine($"test accuracy {trainer.State.Rows[^1].Test["accuracy"]:F3}");

// The first arm is a spiral; the second arm is the first one turned by half a circle.
static Split Spirals(int count, long seed)
{
    using var scope = NewDisposeScope();
    using var random = new Generator((ulong)seed);
    var arm = randint(2, [count], generator: random);
    var angle = rand(count, generator: random).sqrt() * 9;
    var turned = angle + arm * Math.PI;
    var points = stack([turned.cos() * angle, turned.sin() * angle], 1) / 9;
    var noise = randn([count, 2], generator: random) * 0.01;
    return new Split((points + noise).to(float32), arm);
}

/// <summary>In each layer the sigmoid of one half gates the tanh of the other half.</summary>
internal sealed class Gated : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> first, second, output;

    public Gated(long width) : base("gated")
    {
        first = Linear(2, 2 * width);
        second = Linear(width, 2 * width);
        output = Linear(width, 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor points) => output.call(Gate(second.call(Gate(first.call(points)))));

    private static Tensor Gate(Tensor both)
    {
        var halves = both.chunk(2, 1);
        return halves[0].tanh() * halves[1].sigmoid();
    }
}
