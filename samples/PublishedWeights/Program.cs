// Classifies a picture with weights that torchvision publishes: PublishedWeights MODEL WEIGHTS PICTURE [CLASSES]
// For example: PublishedWeights torchvision/resnet50 resnet50-11ad3fa6.pth cat.jpg
using ModelZoo.Runs.Inference;

if (args.Length < 3)
{
    Console.Error.WriteLine("PublishedWeights MODEL WEIGHTS PICTURE [CLASSES]");
    return 2;
}

// Keys, shapes and the preparation of a picture are torchvision's, so its .pth and .safetensors files load unchanged.
using var network = TrainedNetwork.Of(args[0], weights: args[1], classes: args.Length > 3 ? int.Parse(args[3]) : null);
var predictor = new Predictor(network);
using var logits = predictor.Run(predictor.Read(args[2]));

foreach (var (which, share) in Predictor.Top(logits[0], count: 5))
    Console.WriteLine($"class {which,4}  {share:P1}");
return 0;
