using System.Runtime.InteropServices;

namespace MdnDemo.Files;

/// <summary>Prints results to standard output.</summary>
internal static class StandardOutput
{
    // Flags of poll(2) on Linux and macOS: an error, or the other end is closed.
    private const short Closed = 0x08 | 0x10;

    /// <summary>Prints results.</summary>
    /// <param name="print">Prints them.</param>
    /// <param name="kept">A sentence about where else they are.</param>
    /// <exception cref="UserException">They cannot be printed, as on a full disk.</exception>
    /// <exception cref="ClosedPipeException">Nobody reads them.</exception>
    public static void Print(Action print, string? kept = null)
    {
        try
        {
            print();
        }
        catch (IOException e)
        {
            throw new UserException(
                $"Cannot print the results: {FileErrors.Reason(e)}.{(kept is null ? "" : " " + kept)}", e);
        }
        RequireReader();
    }

    /// <summary>Checks after writing that standard output still has a reader.</summary>
    /// <remarks>The console's stream silently drops what is written to a closed pipe.</remarks>
    /// <exception cref="ClosedPipeException">It has no reader.</exception>
    public static void RequireReader()
    {
        if (OperatingSystem.IsWindows())
            return;
        var output = new Polled { File = 1 };
        if (Poll(ref output, count: 1, milliseconds: 0) > 0 && (output.Seen & Closed) != 0)
            throw new ClosedPipeException();
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref Polled file, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int File;
        public short Wanted;
        public short Seen;
    }
}
