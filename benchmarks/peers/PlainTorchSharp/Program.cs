using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PlainTorchSharp;
using static TorchSharp.torch;

// The cases of benchmarks/Steps in TorchSharp alone, with no settings. As with peers/steps.py, a line of input
// `case seconds` is answered by the median milliseconds of a step, the threads, and the process's peak memory.

// On Linux with an older libstdc++, TorchSharp's library needs the copy that ModelZoo made: the one help given here.
if (args is [var folder, var copy])
{
    foreach (var library in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
        NativeLibrary.Load(Path.Combine(folder, library));
    NativeLibrary.Load(copy);
}

random.manual_seed(0);
string? current = null;
Action step = () => { };
while (Console.ReadLine()?.Split(' ') is [var name, var seconds])
{
    if (name != current)
        (current, step) = (name, Cases.Prepare(name));
    double milliseconds = Median(step, double.Parse(seconds, CultureInfo.InvariantCulture));
    using var process = Process.GetCurrentProcess();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{milliseconds:F4} {get_num_threads()} {process.PeakWorkingSet64 >> 20}"));
}

static double Median(Action step, double seconds)
{
    var times = new List<double>();
    var all = Stopwatch.StartNew();
    while (times.Count < 3 || all.Elapsed.TotalSeconds < seconds)
    {
        var one = Stopwatch.StartNew();
        step();
        times.Add(one.Elapsed.TotalMilliseconds);
    }
    times.Sort();
    return times[times.Count / 2];
}
