// Every model is written in this dialect: PyTorch's names, as TorchSharp has them.
global using ModelZoo.Parts;
global using static TorchSharp.torch;
global using static TorchSharp.torch.nn;
