using Microsoft.Win32.SafeHandles;

namespace MdnDemo.Files;

/// <summary>
/// Checks before long work that its results can be written. Only creating a file shows it; the file is deleted at once,
/// so that none stays, even after a kill.
/// </summary>
internal static class WriteProbe
{
    /// <summary>Creates a file in the folder of a path and writes to it; throws if the system refuses.</summary>
    public static void Beside(string path)
    {
        string probe = TemporaryFiles.HiddenName(path);
        using SafeFileHandle file = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
        // The name is deleted at once, and the file with its handle: a kill while the disk writes leaves nothing.
        File.Delete(probe);
        RandomAccess.Write(file, [0], fileOffset: 0);
    }

    /// <summary>Creates a file in a folder. If the folder does not exist, it is created and deleted again.</summary>
    public static void Into(string folder)
    {
        string full = Path.GetFullPath(folder), there = full;
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } parent)
            there = parent;
        if (!Directory.Exists(there))
        {
            // A file has that name; the system says so.
            Directory.CreateDirectory(full);
        }
        if (Directory.Exists(full))
            Beside(Path.Combine(full, "probe"));
        else
            IntoLikeOf(full, there);
    }

    // Under a hidden name: a folder that other runs use must not appear and vanish.
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
