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

namespace ModelZoo.Benchmarks.Steps;

/// <summary>
/// What a user waits for besides training steps: tests, inference, checkpoints, a whole epoch with its data, a start.
/// peers/steps.py does the same as PyTorch's users write it: DataLoader and ToTensor, torch.save, inference_mode.
/// </summary>
internal static class WorkCases
{
    internal static IReadOnlyList<StepCase> All { get; } =
    [
        new("evaluate-resnet18-96", _ => Evaluation()),
        Inference("infer-resnet18-96-1", () => StepNetworks.Torchvision("resnet18", channels: 3), 1, 3, 96),
        Inference("infer-resnet18-96-32", () => StepNetworks.Torchvision("resnet18", channels: 3), 32, 3, 96),
        Inference("infer-lenet-1", () => Zoo.Create("lenet"), 1, 1, 28),
        Inference("infer-lenet-32", () => Zoo.Create("lenet"), 32, 1, 28),
        new("checkpoint-write", _ => Checkpoints(write: true)),
        new("checkpoint-read", _ => Checkpoints(write: false)),
        new("epoch-lenet", _ => Epoch()),
        new("start", _ => new(Linear(1, 1), () => OwnProcess.Measure("lenet", 0.001, "--no-tune"), null, () => { })),
    ];

    // 512 images in batches of 64.
    private static StepSubject Evaluation()
    {
        var net = StepNetworks.Torchvision("resnet18", channels: 3);
        Tensor images = rand(512, 3, 96, 96), labels = randint(10, [512]);
        var trainer = new Trainer(net, new Classification(0), new SGD(net.parameters(), 0.1));
        var test = new DataLoader(new Split(images, labels), 64);
        return new(net, () => trainer.Evaluate(test), null, () =>
        {
            trainer.Dispose();
            images.Dispose();
            labels.Dispose();
        });
    }

    private static StepCase Inference(
        string name, Func<nn.Module> create, int batch, int channels, int size) => new(name, _ =>
    {
        var net = (Module<Tensor, Tensor>)create();
        net.eval();
        var images = rand(batch, channels, size, size);
        FoldedNorms.Apply(net, images.narrow(0, 0, 1));
        void Infer()
        {
            using var scope = NewDisposeScope();
            using var unrecorded = no_grad();
            net.call(images);
        }
        return new(net, Infer, null, images.Dispose);
    });

    // The weights and both of Adam's averages.
    private static StepSubject Checkpoints(bool write)
    {
        var net = StepNetworks.Torchvision("resnet18", channels: 3);
        var optimizer = StepCase.Adam(net.parameters());
        functional.cross_entropy(net.call(rand(2, 3, 96, 96)), randint(10, [2])).backward();
        optimizer.step();
        var folder = Directory.CreateTempSubdirectory("modelzoo-bench-");
        var place = Path.Combine(folder.FullName, "last");
        void Save()
        {
            using var scope = NewDisposeScope();
            var state = new StateDict();
            state.Add("optimizer.", optimizer.state_dict());
            var model = new ModelArguments(10, 3, 96);
            var loader = new LoaderState(0, 0, 0);
            new Checkpoint([], model, new TrainerState(), loader, net.state_dict(), state).Save(place);
        }
        void Load()
        {
            using var scope = NewDisposeScope();
            var checkpoint = Checkpoint.Load(place);
            net.load_state_dict(checkpoint.Model);
            optimizer.load_state_dict(checkpoint.State.Under("optimizer."));
        }
        Save();
        return new(net, write ? Save : Load, null, () =>
        {
            optimizer.Dispose();
            folder.Delete(recursive: true);
        });
    }

    // One epoch by the trainer, with the data already in memory.
    private static StepSubject Epoch()
    {
        var data = DatasetCatalog.Open("fashion-mnist", new DatasetOptions());
        var net = Zoo.Create("lenet");
        var optimizer = new SGD(net.parameters(), 0.9);
        var train = new DataLoader(data.Train, 256, shuffle: true);
        void Train()
        {
            var once = new TrainerOptions { Epochs = 1 };
            using var trainer = new Trainer(net, new Classification(0), optimizer, options: once);
            trainer.Fit(train);
        }
        return new(net, Train, null, () =>
        {
            optimizer.Dispose();
            data.Dispose();
        });
    }
}
