using System.Globalization;
using System.Runtime.InteropServices;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>When and where something is measured.</summary>
internal static class Machine
{
    /// <summary>The date, the processor and the system, in a line.</summary>
    public static string Line => string.Create(CultureInfo.InvariantCulture,
        $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores{Processor}, "
            + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    // Which processor it is matters more than how many there are.
    private static string Processor =>
        File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l =>
            l.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? $" ({line.Split(':')[1].Trim()})"
            : "";
}
