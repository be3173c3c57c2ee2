using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Cli.Bench;

/// <summary>What a user waits for besides steps: tests, single images, checkpoints, a whole epoch with its data.</summary>
public static class WorkCase
{
    /// <summary>In the peer they are what its users write: DataLoader and ToTensor, torch.save, no_grad.</summary>
    public static IReadOnlyList<StepCase> All { get; } =
    [
        new("evaluate-resnet18-96", Evaluation),
        Inference("infer-resnet18-96-1", "torchvision/resnet18", 1, 3, 96),
        Inference("infer-resnet18-96-32", "torchvision/resnet18", 32, 3, 96),
        Inference("infer-lenet-1", "lenet", 1, 1, 28),
        Inference("infer-lenet-32", "lenet", 32, 1, 28),
        new("checkpoint-write", () => Checkpoints(write: true)),
        new("checkpoint-read", () => Checkpoints(write: false)),
        new("epoch-lenet", Epoch),
    ];

    // 512 images in batches of 64.
    private static StepSubject Evaluation()
    {
        var net = (Module<Tensor, Tensor>)Zoo.Create("torchvision/resnet18", classes: 10, channels: 3);
        Tensor images = rand(512, 3, 96, 96), labels = randint(10, [512]);
        var optimizer = new SGD(net.parameters(), 0.1);
        var trainer = new Trainer(net, new Classification(0), optimizer);
        var test = new DataLoader(new Split(images, labels), 64);
        return new(net, optimizer, () => rand(1), [images, labels]) { Work = () => trainer.Evaluate(test) };
    }

    private static StepCase Inference(string name, string model, int batch, int channels, int size) => new(name, () =>
    {
        var net = (Module<Tensor, Tensor>)Zoo.Create(model, classes: 10, channels: channels);
        net.eval();
        var images = rand(batch, channels, size, size);
        FoldedNorms.Apply(net, images.narrow(0, 0, 1));
        return new(net, new SGD(net.parameters(), 0.1), () => rand(1), [images])
        {
            Work = () =>
            {
                using var scope = NewDisposeScope();
                using var unrecorded = no_grad();
                net.call(images);
            },
        };
    });

    // Weights and both of Adam's states.
    private static StepSubject Checkpoints(bool write)
    {
        var subject = StepCase.Find("resnet18-96").Build();
        subject.Step();
        var folder = Directory.CreateTempSubdirectory("modelzoo-bench-");
        var place = Path.Combine(folder.FullName, "last");
        void Save()
        {
            using var scope = NewDisposeScope();
            var state = new StateDict();
            state.Add("optimizer.", subject.Optimizer.state_dict());
            new Checkpoint([], new ModelArguments(10, 3, 96), new TrainerState(), new LoaderState(0, 0, 0), subject.Network.state_dict(), state).Save(place);
        }
        Save();
        return subject with
        {
            Work = write ? Save : () =>
            {
                using var scope = NewDisposeScope();
                var checkpoint = Checkpoint.Load(place);
                subject.Network.load_state_dict(checkpoint.Model);
                subject.Optimizer.load_state_dict(checkpoint.State.Under("optimizer."));
            },
            End = () => folder.Delete(recursive: true),
        };
    }

    // From the files in memory to the epoch's numbers, by the trainer.
    private static StepSubject Epoch()
    {
        var data = DatasetCatalog.Open("fashion-mnist", new DatasetOptions());
        var net = Zoo.Create("lenet");
        var optimizer = new SGD(net.parameters(), 0.9);
        var train = new DataLoader(data.Train, 256, shuffle: true);
        return new(net, optimizer, () => rand(1), [])
        {
            Work = () =>
            {
                using var trainer = new Trainer(net, new Classification(0), optimizer, options: new TrainerOptions { Epochs = 1 });
                trainer.Fit(train);
            },
            End = data.Dispose,
        };
    }
}
