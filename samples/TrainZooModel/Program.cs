// Trains one of the zoo's networks on its data: TrainZooModel [MODEL] [EPOCHS] [IMAGES]
using ModelZoo;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;

var name = args.Length > 0 ? args[0] : "lenet-bn";
int epochs = args.Length > 1 ? int.Parse(args[1]) : 3;
int? images = args.Length > 2 ? int.Parse(args[2]) : null;

manual_seed(0);
using var data = DatasetCatalog.Open("fashion-mnist", new DatasetOptions { LimitTrain = images, LimitTest = images });
using var model = Zoo.Create(name);
using var optimizer = new Adam(model.parameters(), 1e-3);
var options = new TrainerOptions { Epochs = epochs };
using var trainer = new Trainer(model, new Classification(), optimizer, options: options);
using var train = new DataLoader(data.Train, batchSize: 128, shuffle: true);
using var test = new DataLoader(data.Test, batchSize: 256);

trainer.Fit(train, test);
foreach (var epoch in trainer.State.Rows)
    Console.WriteLine(
        $"epoch {epoch.Epoch}: train loss {epoch.Train["loss"]:F3}, test accuracy {epoch.Test["accuracy"]:F3}");
