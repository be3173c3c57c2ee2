using System.Runtime.ExceptionServices;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.Training;

/// <summary>
/// Runs work on a thread that receives no signals; neither do libtorch's threads, which it starts. Some of oneDNN's
/// kernels move the stack into the heap, where a signal handler writes over other data: one Ctrl-C in five crashed.
/// </summary>
public static class UndisturbedThread
{
    /// <summary>Waits for the work, and returns or throws what it did. The caller gets the signals.</summary>
    public static T Run<T>(Func<T> work)
    {
        // A parent process may have passed on a mask that blocks signals.
        if (!Platform.BlockSignals(false))
            return work();
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            Platform.BlockSignals(true);
            try
            {
                result = work();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
