using System.Runtime.InteropServices;
using LibTorch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of the libtorch in use.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(Native.mz_version())!;

    public static IDisposable no_grad() => new GradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);
    public static bool is_grad_enabled() => Native.mz_grad_mode(-1) != 0;

    public static IDisposable inference_mode(bool mode = true) => mode ? new InferenceMode() : new GradMode(is_grad_enabled());
    public static bool is_inference_mode_enabled() => Native.mz_inference_mode() != 0;

    public static int get_num_threads() => Native.mz_threads(0);

    public static void set_num_threads(int num)
    {
        if (num < 1)
            throw new ArgumentOutOfRangeException(nameof(num), $"set_num_threads({num}): at least one thread is needed.");
        Native.Check(Native.mz_threads(num));
    }

    // Modes belong to the thread that set them; each puts back what it found.
    private sealed class GradMode : IDisposable
    {
        private readonly int _before;
        private bool _ended;

        internal GradMode(bool enabled) => _before = Native.mz_grad_mode(enabled ? 1 : 0);

        public void Dispose()
        {
            if (!_ended)
                _ = Native.mz_grad_mode(_before);
            _ended = true;
        }
    }

    private sealed class InferenceMode : IDisposable
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private nint _guard;

        internal InferenceMode() => Native.Check(Native.mz_inference_enter(out _guard), "inference_mode");

        public void Dispose()
        {
            if (_guard != 0 && _thread != Environment.CurrentManagedThreadId)
                throw new InvalidOperationException("inference_mode: it must end on the thread that began it; put no await inside.");
            if (_guard != 0)
                Native.mz_inference_leave(_guard);
            _guard = 0;
        }
    }

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;
        public static bool is_cudnn_available() => Query().cudnn;
        public static int device_count() => Query().devices;

        public static void synchronize(Device? device = null)
        {
            if (is_available())
                Native.Check(Native.mz_cuda_synchronize(device?.index ?? -1));
        }

        private static (int devices, bool cudnn) Query()
        {
            Native.Check(Native.mz_cuda_devices(out var devices, out var cudnn), "cuda");
            return (devices, cudnn != 0);
        }
    }
}
