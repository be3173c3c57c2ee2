using System.Runtime.CompilerServices;

namespace ModelZoo.Tests;

/// <summary>
/// Gives libtorch one thread, in the tests and in the programs that they start. Test projects run at the same time, and
/// threads that wait for busy cores make every test several times as slow.
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
