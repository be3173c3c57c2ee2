using System.Runtime.CompilerServices;

namespace ModelZoo.Tests;

/// <summary>
/// One thread for libtorch, here and in the programs that tests start. Test projects run beside each other, and threads
/// that wait for each other on cores that are taken need several times as long.
/// </summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Choose()
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not { Length: > 0 })
            Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1");
    }
}
