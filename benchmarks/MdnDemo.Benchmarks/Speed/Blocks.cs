using System.Diagnostics;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>Times several ways to do the same in turns, so that what else the machine does meets all of them.</summary>
internal static class Blocks
{
    // What is called often is compiled once more, and better.
    private const double WarmUpSeconds = 2;
    private const double BlockSeconds = 0.05;

    /// <summary>How long one call of each way takes.</summary>
    /// <param name="rounds">How many blocks of calls each way gets.</param>
    /// <param name="ways">The ways.</param>
    /// <returns>For each way the seconds a call, round by round.</returns>
    public static double[][] Time(int rounds, params Action[] ways)
    {
        int[] calls = [.. ways
            .Select(way => Math.Max(1, (int)(BlockSeconds / Seconds(way, CallsWithin(way, WarmUpSeconds)))))];
        double[][] seconds = [.. ways.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int way = 0; way < ways.Length; way++)
                seconds[way][round] = Seconds(ways[way], calls[way]);
        }
        return seconds;
    }

    /// <summary>The median of the ratios of two ways, round by round.</summary>
    public static double Ratio(double[] seconds, double[] baseline) => Median(seconds.Zip(baseline, (s, b) => s / b));

    /// <summary>The value in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private static int CallsWithin(Action way, double seconds)
    {
        var watch = Stopwatch.StartNew();
        int calls = 0;
        for (; watch.Elapsed.TotalSeconds < seconds; calls++)
            way();
        return calls;
    }

    private static double Seconds(Action way, int calls)
    {
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < calls; i++)
            way();
        return watch.Elapsed.TotalSeconds / calls;
    }
}
