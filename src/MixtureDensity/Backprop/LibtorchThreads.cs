using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Limits the number of threads that libtorch uses within an operation.</summary>
internal static class LibtorchThreads
{
    /// <summary>Runs work with a single libtorch thread, for work that itself runs in parallel.</summary>
    /// <remarks>
    /// More would oversubscribe the processors, and multithreaded matrix products may round differently. The thread
    /// count is per thread; see docs/architecture.md.
    /// </remarks>
    public static void SingleThreaded(Action work) => PreservingThreadCount(() =>
    {
        set_num_threads(1);
        work();
    });

    /// <summary>Runs work and restores the caller's thread count, which new threads inherit.</summary>
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
