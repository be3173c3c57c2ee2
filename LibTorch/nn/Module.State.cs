using LibTorch;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The living parameters and persistent buffers under PyTorch's names; not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var before = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (path, module) in Walk("", []))
                    foreach (var (name, tensor) in module.Members<Tensor>().OrderBy(member => member.Item2 is Parameter ? 0 : 1))
                        if (!module._passing.Contains(name))
                            destination.TryAdd(before + path + name, tensor);
                return destination;
            }

            /// <summary>Copies the tensors into the module. A strict load that does not fit changes nothing and names all that is wrong.</summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Where(name => !source.ContainsKey(name) && skip?.Contains(name) != true).ToList();
                var unexpected = source.Keys.Where(name => !own.ContainsKey(name)).ToList();
                var fitting = own.Where(entry => source.ContainsKey(entry.Key) && skip?.Contains(entry.Key) != true).ToList();
                var misshaped = fitting
                    .Where(entry => !entry.Value.shape.SequenceEqual(source[entry.Key].shape))
                    .Select(entry => $"{entry.Key} is [{string.Join(", ", entry.Value.shape)}] here and [{string.Join(", ", source[entry.Key].shape)}] there")
                    .ToList();
                if (misshaped.Count > 0 || (strict && missing.Count + unexpected.Count > 0))
                    throw new ArgumentException($"The state does not fit {GetName()}."
                        + Said("missing", missing) + Said("unexpected", unexpected) + Said("of another shape", misshaped));
                using (no_grad())
                    foreach (var (name, tensor) in fitting)
                        tensor.copy_(source[name]);
                return (missing, unexpected);
            }

            private static string Said(string what, List<string> names) =>
                names.Count == 0 ? "" : $" {char.ToUpperInvariant(what[0])}{what[1..]}: {string.Join(", ", names)}.";

            // The parameters stay the same objects, so optimizers that hold them go on.
            internal Module Convert(Device? device, ScalarType? type)
            {
                device?.Available();
                using var off = no_grad();
                foreach (var (_, module) in Walk("", []))
                    foreach (var (_, tensor) in module.Members<Tensor>())
                    {
                        using var scope = NewDisposeScope();
                        var wanted = type is { } t && tensor.is_floating_point() ? t : tensor.dtype;
                        var moved = tensor.to(wanted, device ?? tensor.device);
                        using var grad = tensor.grad;
                        Operators.CallVoid("set_data", tensor, moved);
                        tensor.Refresh();
                        if (grad is not null)
                            tensor.grad = grad.to(wanted, device ?? tensor.device);
                    }
                return this;
            }
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(device, null);
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(null, type);
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(device, type);
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(new torch.Device(deviceType, deviceIndex), null);
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(new torch.Device(device), null);
    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(torch.CPU, null);
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(new torch.Device(DeviceType.CUDA, deviceIndex), null);
    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(null, torch.ScalarType.Float32);
    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(null, torch.ScalarType.Float64);
    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(null, torch.ScalarType.BFloat16);
    public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module.Convert(null, torch.ScalarType.Float16);
}
