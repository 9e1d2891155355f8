using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>How many threads libtorch shares its own work with.</summary>
internal static class LibtorchThreads
{
    /// <summary>Runs work with one libtorch thread, as work that runs in parallel with other work should.</summary>
    /// <remarks>
    /// Every thread has a thread count of its own, which starts as the one that any thread set last. With more there
    /// would be
    /// more threads than processors, and a matrix product that is shared between threads is sometimes rounded
    /// differently.
    /// </remarks>
    public static void SingleThreaded(Action work) => PreservingThreadCount(() =>
    {
        set_num_threads(1);
        work();
    });

    /// <summary>Runs work, and then restores the caller's thread count, which new threads inherit.</summary>
    public static void PreservingThreadCount(Action work)
    {
        int threads = get_num_threads();
        try
        {
            work();
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
