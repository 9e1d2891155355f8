using System.Runtime.InteropServices;

namespace MdnDemo.Files;

/// <summary>Renames complete files without replacing any, even if several programs do so at once.</summary>
internal static class Placement
{
    /// <summary>Moves a file.</summary>
    /// <param name="temporary">Where it is.</param>
    /// <param name="path">Where it is to be, in the same folder.</param>
    /// <returns>False where something is there.</returns>
    public static bool TryMove(string temporary, string path)
    {
        try
        {
            // Other systems look first and rename then, and so may replace what appeared in between.
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
    /// <returns>Where it is.</returns>
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

    /// <summary>Moves a file where there are no hard links, as on memory sticks: an empty one takes the name.</summary>
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
