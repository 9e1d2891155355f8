using System.Runtime.InteropServices;

namespace MdnDemo.Files;

/// <summary>Renames complete files without replacing any, even if several programs do so at once.</summary>
internal static class Placement
{
    /// <summary>Moves a file.</summary>
    /// <param name="temporary">Its path.</param>
    /// <param name="path">The new path, in the same folder.</param>
    /// <returns>False if the new path exists.</returns>
    public static bool TryMove(string temporary, string path)
    {
        try
        {
            // Other systems check and then rename, and may replace a file that appears in between.
            if (OperatingSystem.IsWindows())
                File.Move(temporary, path);
            else if (Link(temporary, path) == 0)
                File.Delete(temporary);
            else
                Claim(temporary, path);
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Moves a file to the first of the numbered names that is free: m-2.mdn, m-3.mdn for m.mdn.</summary>
    /// <returns>The new path.</returns>
    public static string MoveBeside(string temporary, string path)
    {
        for (int number = 2; ; number++)
        {
            string name = $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}";
            string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
            if (TryMove(temporary, beside))
                return beside;
        }
    }

    /// <summary>
    /// Moves a file on a system without hard links, such as a memory stick: an empty file reserves the name.
    /// </summary>
    internal static void Claim(string temporary, string path)
    {
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        File.Move(temporary, path, overwrite: true);
    }

    // Fails if the name exists; nobody ever sees an incomplete file under it.
    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
