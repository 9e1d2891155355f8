using System.Collections.Concurrent;

namespace MdnDemo.Output;

/// <summary>Files that are written beside their places, and are gone when the program ends, whichever way it ends.</summary>
internal static class TemporaryFiles
{
    private static readonly ConcurrentDictionary<string, bool> Unfinished = [];

    /// <summary>A hidden name beside a path, which no other run has.</summary>
    public static string Beside(string path)
    {
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.tmp");
        Unfinished[temporary] = true;
        return temporary;
    }

    /// <summary>Deletes one, unless it is in its place by now.</summary>
    public static void Delete(string temporary)
    {
        File.Delete(temporary);
        Unfinished.TryRemove(temporary, out _);
    }

    /// <summary>Deletes all, for a process that is left in the middle of its work.</summary>
    public static void DeleteAll()
    {
        foreach (string temporary in Unfinished.Keys)
            Delete(temporary);
    }
}
