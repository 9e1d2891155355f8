namespace MdnDemo.Tests.Support;

/// <summary>A folder of its own that is gone after the test.</summary>
internal sealed class TempDir : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mdndemo-").FullName;

    /// <summary>The names of all that is in it, hidden files included, in order.</summary>
    public IEnumerable<string> Names =>
        Directory.EnumerateFileSystemEntries(Path).Select(p => System.IO.Path.GetFileName(p))
        .Order(StringComparer.Ordinal);

    /// <summary>The path of something in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
