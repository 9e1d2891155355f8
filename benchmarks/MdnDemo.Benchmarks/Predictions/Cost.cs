using System.Diagnostics;

namespace MdnDemo.Benchmarks.Predictions;

/// <summary>What some work costs.</summary>
/// <param name="Seconds">How long it takes.</param>
/// <param name="ProcessorSeconds">The time of all processors, which other programs on the machine change less.</param>
internal sealed record Cost(double Seconds, double ProcessorSeconds)
{
    /// <summary>Measures some work.</summary>
    public static Cost From(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        return new Cost(Stopwatch.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    /// <summary>The medians.</summary>
    public static Cost Median(IReadOnlyCollection<Cost> costs) =>
        new(costs.Select(c => c.Seconds).Order().ElementAt(costs.Count / 2),
            costs.Select(c => c.ProcessorSeconds).Order().ElementAt(costs.Count / 2));
}
