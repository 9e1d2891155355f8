using System.Collections.Concurrent;

namespace MixtureDensity;

/// <summary>
/// Runs pieces of work in parallel, each single-threaded, so that the number of cores changes nothing but the time.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Runs them, starting in their order.</summary>
    public static void ForEach<T>(T[] work, Action<T> action) =>
        LibtorchThreads.PreservingThreadCount(() => Parallel.ForEach(
        // Handed out one by one, for some take far longer than others.
        Partitioner.Create(work, EnumerablePartitionerOptions.NoBuffering),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        item => LibtorchThreads.SingleThreaded(() => action(item))));
}
