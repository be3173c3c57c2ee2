namespace ModelZoo.Benchmarks;

/// <summary>Resident megabytes of this process, as Linux counts them; 0 on other systems.</summary>
internal static class ProcessMemory
{
    private const string Status = "/proc/self/status";

    internal static double Now => Megabytes("VmRSS");

    internal static double Peak => Megabytes("VmHWM");

    private static double Megabytes(string field)
    {
        if (!File.Exists(Status))
            return 0;
        var line = File.ReadLines(Status).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }
}
