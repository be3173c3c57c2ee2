using ModelZoo.LibTorch.Modes;
using ModelZoo.Training.Names;
using TorchSharp;

namespace ModelZoo.Training;

/// <summary>The number format of matrix products and convolutions. Weights and updates stay float32.</summary>
public enum Precision
{
    Float32,

    /// <summary>float32, but products on a GPU's tensor cores drop the 13 lowest bits.</summary>
    TensorFloat32,

    BFloat16,

    /// <summary>With a scaled loss; only on a GPU.</summary>
    Float16,
}

/// <summary>Number formats by their names on the command line.</summary>
internal static class Precisions
{
    internal static string[] Names => ["fp32", "tf32", "bf16", "fp16"];

    /// <summary>The format with this name, if the device has it.</summary>
    internal static Precision Of(string name, DeviceType device)
    {
        if (name is "tf32" or "fp16" && device != DeviceType.CUDA)
            throw new RecipeException($"--precision {name} is for CUDA devices, and this run is on the "
                + $"{device.ToString().ToLowerInvariant()}: use bf16 or fp32.");
        return (Precision)Array.IndexOf(Names, name);
    }

    /// <summary>Computes in this format until it is disposed. Null if the format needs no region.</summary>
    internal static IDisposable? Begin(Precision precision, DeviceType device) => precision switch
    {
        Precision.BFloat16 => Autocast.To(torch.ScalarType.BFloat16, device),
        Precision.Float16 => Autocast.To(torch.ScalarType.Float16, device),
        _ => null,
    };

    /// <summary>For the whole process, because libtorch has a single switch.</summary>
    internal static void AllowTensorFloat32(bool allow) =>
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allow;
}
