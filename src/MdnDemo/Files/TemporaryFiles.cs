using System.Collections.Concurrent;

namespace MdnDemo.Files;

/// <summary>
/// Files under temporary names, and folders created for them. They are deleted when the program ends, unless it is
/// killed.
/// </summary>
internal static class TemporaryFiles
{
    private static readonly ConcurrentDictionary<string, bool> Unfinished = [];
    private static readonly ConcurrentDictionary<string, bool> NewFolders = [];

    /// <summary>A hidden name in the folder of a path, unique to this run, for a file that is created now.</summary>
    public static string Beside(string path)
    {
        string temporary = HiddenName(path);
        Unfinished[temporary] = true;
        return temporary;
    }

    /// <summary>An unused path in the system's folder for temporary files.</summary>
    public static string New(string extension)
    {
        string temporary = Path.Combine(Path.GetTempPath(), $"mdndemo-{Path.GetRandomFileName()}{extension}");
        Unfinished[temporary] = true;
        return temporary;
    }

    /// <summary>Creates a folder, and the missing ones above it.</summary>
    /// <returns>The folders that it created, the deepest first.</returns>
    public static IReadOnlyList<string> MakeFolder(string path)
    {
        List<string> made = [];
        for (string? folder = Path.GetFullPath(path); folder is not null
            && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            made.Add(folder);
        foreach (string folder in made)
            NewFolders[folder] = true;
        try
        {
            Directory.CreateDirectory(path);
        }
        catch
        {
            // Those above it may be there by now.
            made.ForEach(DeleteIfEmpty);
            throw;
        }
        return made;
    }

    /// <summary>Deletes a file, unless it got its final name.</summary>
    public static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone with its folder.
        }
        Unfinished.TryRemove(temporary, out _);
    }

    /// <summary>Deletes a folder that was created for files, if it is still empty.</summary>
    public static void DeleteIfEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // It is not empty, or does not exist any more.
        }
        NewFolders.TryRemove(folder, out _);
    }

    /// <summary>Deletes all, for a process that exits early.</summary>
    public static void DeleteAll()
    {
        foreach (string temporary in Unfinished.Keys)
            Delete(temporary);
        foreach (string folder in NewFolders.Keys.OrderByDescending(f => f.Length))
            DeleteIfEmpty(folder);
    }

    /// <summary>A hidden, unused name in the folder of a path; it is not deleted at the end.</summary>
    public static string HiddenName(string path)
    {
        string full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.tmp");
    }
}
