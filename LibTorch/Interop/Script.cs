using System.Runtime.InteropServices;
using LibTorch.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch;

/// <summary>Networks as TorchScript files, which Python's torch.jit.load and C++ read without a line of ours.</summary>
public static unsafe class Script
{
    [ThreadStatic] private static Func<Tensor>? _forward;
    [ThreadStatic] private static Tensor? _output;
    [ThreadStatic] private static Exception? _failure;

    /// <summary>
    /// Runs `forward` on the inputs once and writes down its operators. Parameters and buffers stay what they are, under their names; a
    /// number that managed code reads from a shape or a value becomes a constant.
    /// </summary>
    public static void Save(string path, nn.Module network, Tensor[] inputs, Func<Tensor> forward)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var state = network.state_dict();
        var learned = state.Values.Select(tensor => (byte)(tensor is Parameter ? 1 : 0)).ToArray();
        using var values = new HoldingMany([.. state.Values], "export");
        using var given = new HoldingMany(inputs, "export");
        (_forward, _output, _failure) = (forward, null, null);
        try
        {
            int status = Native.mz_script_save(path, [.. state.Keys], values.Handles, learned, learned.Length, given.Handles, inputs.Length, &Run);
            if (_failure is { } failure)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            Native.Check(status, "TorchScript");
        }
        finally
        {
            _output?.LetGo();
            (_forward, _output, _failure) = (null, null, null);
        }
    }

    // No exception may pass through C++: it is kept and thrown again behind it.
    [UnmanagedCallersOnly]
    private static nint Run()
    {
        try
        {
            _output = _forward!();
            return _output.Hold("export");
        }
        catch (Exception failure)
        {
            (_failure, _output) = (failure, null);
            return 0;
        }
    }
}
