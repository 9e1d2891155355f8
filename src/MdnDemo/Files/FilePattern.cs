using System.IO.Enumeration;

namespace MdnDemo.Files;

/// <summary>A path in which * stands for any letters of a file's name, and ? for one.</summary>
internal static class FilePattern
{
    /// <summary>Whether a path stands for several files.</summary>
    public static bool IsMeant(string path) => path.AsSpan().IndexOfAny("*?") >= 0 && !File.Exists(path);

    /// <summary>The files that a path stands for, in the order of their names; the path itself where it has no *.
    /// </summary>
    /// <exception cref="UserException">It matches no file.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        if (!IsMeant(path))
            return [path];
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        string[] found = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder)
            .Where(file => FileSystemName.MatchesSimpleExpression(Path.GetFileName(path), Path.GetFileName(file),
                ignoreCase: false))
            .Order(StringComparer.Ordinal)] : [];
        return found.Length > 0 ? found : throw new UserException($"No file matches {path}.");
    }
}
