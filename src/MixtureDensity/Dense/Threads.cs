using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The threads of libtorch's own.</summary>
internal static class Threads
{
    /// <summary>Does some work without them, as what runs side by side with its like should.</summary>
    /// <remarks>
    /// Every thread has a number of its own of how many libtorch shares its work with; it begins with the one that any thread set
    /// last. They would be more than the processors, and products that are shared are now and then rounded otherwise.
    /// </remarks>
    public static void Alone(Action work) => SideBySide(() =>
    {
        set_num_threads(1);
        work();
    });

    /// <summary>Does a loop whose pieces run side by side, each <see cref="Alone"/>, and leaves the caller's number as it was, for threads to come too.</summary>
    public static void SideBySide(Action loop)
    {
        int threads = get_num_threads();
        try
        {
            loop();
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
