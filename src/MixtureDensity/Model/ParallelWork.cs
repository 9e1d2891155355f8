using System.Collections.Concurrent;

namespace MixtureDensity;

/// <summary>
/// Runs pieces of work in parallel, each single-threaded, so that results do not depend on the number of cores.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Runs an action for each item, started in order.</summary>
    public static void ForEach<T>(T[] items, Action<T> action)
    {
        // Without buffering, because durations vary widely.
        var partitioner = Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        LibtorchThreads.PreservingThreadCount(() => Parallel.ForEach(
            partitioner, options, item => LibtorchThreads.SingleThreaded(() => action(item))));
    }
}
