using System.Collections.Concurrent;

namespace MixtureDensity;

/// <summary>Does pieces of work side by side, each on one thread, so that the number of cores changes nothing but the time.</summary>
internal static class SideBySide
{
    /// <summary>Does them, beginning in their order.</summary>
    public static void Do<T>(T[] work, Action<T> action) => Threads.SideBySide(() => Parallel.ForEach(
        // One at a time: some pieces take far longer than others.
        Partitioner.Create(work, EnumerablePartitionerOptions.NoBuffering),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        item => Threads.Alone(() => action(item))));
}
