using System.Runtime.ExceptionServices;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.Training;

/// <summary>
/// Runs work on a thread that receives no signals, nor do libtorch's threads, which it starts. Some of oneDNN's kernels move the stack into
/// the heap; a signal handler that runs there writes over other data, and one Ctrl-C in five ended a training with a crash.
/// </summary>
public static class UndisturbedThread
{
    /// <summary>Waits for the work and returns its result, or throws what it threw. Signals go to the calling thread.</summary>
    public static T Run<T>(Func<T> work)
    {
        // A parent process may have passed its own mask on.
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
