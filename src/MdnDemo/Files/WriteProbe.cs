using Microsoft.Win32.SafeHandles;

namespace MdnDemo.Files;

/// <summary>
/// Sees before a long work that its results can be written. Only to make a file tells, but none of it stays, not even
/// after a kill.
/// </summary>
internal static class WriteProbe
{
    /// <summary>Makes a file beside a path, writes to it, and throws what the system says against that.</summary>
    public static void Beside(string path)
    {
        string probe = TemporaryFiles.HiddenName(path);
        using SafeFileHandle file = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
        // Its name goes at once, and the file with its handle: one that is killed while a disk writes leaves none.
        File.Delete(probe);
        RandomAccess.Write(file, [0], fileOffset: 0);
    }

    /// <summary>Makes a file in a folder, which need not be there and does not stay if it was not.</summary>
    public static void Into(string folder)
    {
        string full = Path.GetFullPath(folder), there = full;
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } parent)
            there = parent;
        if (!Directory.Exists(there))
        {
            // A file is in the way, and so the system says.
            Directory.CreateDirectory(full);
        }
        if (Directory.Exists(full))
            Beside(Path.Combine(full, "probe"));
        else
            IntoLikeOf(full, there);
    }

    // Under a hidden name: one that other runs use must not come and go.
    private static void IntoLikeOf(string folder, string there)
    {
        string hidden = TemporaryFiles.HiddenName(Path.Combine(there, "folder"));
        string like = Path.Combine(hidden, Path.GetRelativePath(there, folder));
        IReadOnlyList<string> made = TemporaryFiles.MakeFolder(like);
        try
        {
            Beside(Path.Combine(like, "probe"));
        }
        finally
        {
            foreach (string each in made)
                TemporaryFiles.DeleteIfEmpty(each);
        }
    }
}
