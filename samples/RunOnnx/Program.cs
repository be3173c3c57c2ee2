// Writes a network as an ONNX file, and runs the file in ONNX Runtime: RunOnnx [FILE]
using Microsoft.ML.OnnxRuntime;
using ModelZoo.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

var file = args.Length > 0 ? args[0] : "flowers.onnx";
manual_seed(0);
using var network = Sequential(Linear(4, 8), ReLU(), Linear(8, 3), Softmax(1));
double difference = OnnxExport.Save(network, example: rand(2, 4), file);
Console.WriteLine($"{file}: ONNX Runtime differs from TorchSharp by {difference:g1}");

// From here on the program needs the package Microsoft.ML.OnnxRuntime alone. The batch may have any size.
float[] flowers = [5.1f, 3.5f, 1.4f, 0.2f, 6.2f, 2.9f, 4.3f, 1.3f, 7.7f, 2.8f, 6.7f, 2.0f];
using var session = new InferenceSession(file);
using var options = new RunOptions();
using var input = OrtValue.CreateTensorValueFromMemory(flowers, [3, 4]);
using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
foreach (var shares in outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(3))
    Console.WriteLine(string.Join("  ", shares.Select(share => $"{share:P1}")));
