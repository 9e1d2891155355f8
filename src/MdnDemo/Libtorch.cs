using System.Runtime.InteropServices;
using TorchSharp;

namespace MdnDemo;

/// <summary>The native library behind TorchSharp.</summary>
internal static class Libtorch
{
    /// <summary>Loads it, which takes a moment, and sets it to one thread.</summary>
    /// <remarks>
    /// These networks are too small to share out: a second thread gains little on an idle machine, and on a busy one the two
    /// wait for each other in every operation. Nor can a sum depend on how many threads add it up.
    /// </remarks>
    /// <exception cref="UserException">It cannot be loaded on this system.</exception>
    public static void Load()
    {
        try
        {
            torch.set_num_threads(1);
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new UserException(
                $"libtorch cannot be loaded on this system ({RuntimeInformation.RuntimeIdentifier}); it needs Linux on x64 or macOS on Arm64, "
                + "and the native files that 'dotnet build' puts beside the program.", e);
        }
    }
}
