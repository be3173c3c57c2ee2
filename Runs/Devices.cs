using ModelZoo.Training.Names;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

internal static class Devices
{
    /// <summary>The device of this name, if this machine has it.</summary>
    internal static Device Choose(string name)
    {
        if (name == "auto")
            return cuda.is_available() ? CUDA : CPU;
        Device device;
        try
        {
            device = new Device(name);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new RecipeException($"--device takes auto, cpu, cuda or cuda:N, not '{name}'.");
        }
        if (device.type == DeviceType.CUDA && !cuda.is_available())
            throw new RecipeException($"--device {name}: this build has no CUDA or sees no GPU; use --device cpu, "
                + "or build with -p:TorchCuda=true.");
        if (device.type == DeviceType.CUDA && device.index >= cuda.device_count())
            throw new RecipeException($"--device {name}: there are only {cuda.device_count()} GPUs, numbered from 0.");
        return device;
    }
}
