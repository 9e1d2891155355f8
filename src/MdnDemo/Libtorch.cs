using System.Runtime.InteropServices;
using TorchSharp;

namespace MdnDemo;

/// <summary>The native library behind TorchSharp.</summary>
internal static class Libtorch
{
    // glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD, at their documented defaults. Until they are set, glibc raises
    // them with every large tensor that is freed, and keeps more and more memory for each thread.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int Threshold = 128 * 1024;

    /// <summary>Loads it, which takes a moment, and sets it to one thread.</summary>
    /// <remarks>
    /// These networks are too small for several threads: a second one gains little on an idle machine, and on a busy
    /// one the two wait for each other in every operation. With one thread no sum depends on the number of threads.
    /// </remarks>
    /// <exception cref="UserException">It cannot be loaded on this system.</exception>
    public static void Load()
    {
        try
        {
            // TorchSharp loads it too, but where that fails it copies half a gigabyte and prints fifty lines before it
            // says so.
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, DllImportSearchPath.AssemblyDirectory);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new UserException(
                $"libtorch cannot be loaded on this system ({RuntimeInformation.RuntimeIdentifier}): {Reason(e)}. "
                + "It needs Linux on x64 or macOS on Arm64, and the files that 'dotnet build' puts beside the "
                + "program.", e);
        }
        // A system whose C library has no such function does not load libtorch either.
        if (OperatingSystem.IsLinux())
        {
            _ = SetAllocator(TrimThreshold, Threshold);
            _ = SetAllocator(MapThreshold, Threshold);
        }
        torch.set_num_threads(1);
    }

    // The message lists every place that was searched; one line of it, at most, says something else.
    private static string Reason(Exception e) =>
        e.Message.Split('\n').Skip(1).FirstOrDefault(line =>
            line.Contains(": ") && !line.Contains("LibTorchSharp.so: cannot open")
            && !line.Contains("LibTorchSharp: cannot open"))
        ?? "its files are not there, or not for this system";

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAllocator(int parameter, int value);
}
