using ModelZoo.LibTorch.Modes;
using ModelZoo.Training.Names;
using TorchSharp;

namespace ModelZoo.Training;

/// <summary>The number format of matrix products and convolutions; weights and updates stay float32.</summary>
public enum Precision
{
    Float32,

    /// <summary>float32 whose products lose 13 bits on a GPU's tensor cores.</summary>
    TensorFloat32,
    BFloat16,

    /// <summary>With a scaled loss, on a GPU alone.</summary>
    Float16,
}

/// <summary>Number formats by name, and those that only some backends and devices have.</summary>
public static class Precisions
{
    public static string[] Names => ["fp32", "tf32", "bf16", "fp16"];

    /// <summary>The format of this name, if the device has it.</summary>
    internal static Precision Of(string name, DeviceType device)
    {
        if (name is "tf32" or "fp16" && device != DeviceType.CUDA)
            throw new RecipeException($"--precision {name} is for CUDA devices, and this run is on the {device.ToString().ToLowerInvariant()}: use bf16 or fp32.");
        return (Precision)Array.IndexOf(Names, name);
    }

    /// <summary>A region in this format until it is disposed; null where nothing changes.</summary>
    internal static IDisposable? Begin(Precision precision, DeviceType device) => precision switch
    {
        Precision.BFloat16 => Autocast.To(torch.ScalarType.BFloat16, device),
        Precision.Float16 => Autocast.To(torch.ScalarType.Float16, device),
        _ => null,
    };

    /// <summary>For the whole process: libtorch has one switch.</summary>
    internal static void AllowTensorFloat32(bool allow) => torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allow;
}
