using MdnDemo.Plots;

namespace MdnDemo.Output;

/// <summary>The folder that a run's pictures go into: all of them, or none, and then no folder either.</summary>
internal sealed class PictureFolder
{
    private readonly string _path;

    private PictureFolder(string path) => _path = path;

    /// <summary>Sees that pictures can be written into a folder, which is made only when there are some.</summary>
    /// <exception cref="UserException">It cannot be made or written to.</exception>
    public static PictureFolder Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new UserException("--output is empty; it must be a folder.");
        try
        {
            WriteProbe.Into(path);
            return new PictureFolder(path);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"Cannot write into the folder '{path}': {FileErrors.Reason(e)}; choose another with --output.", e);
        }
    }

    /// <summary>Sees that no picture of these names is there already, unless it may be replaced.</summary>
    /// <exception cref="UserException">One is.</exception>
    public void RequireFree(IEnumerable<string> names, bool mayReplace)
    {
        string? taken = names.Select(name => Path.Combine(_path, name)).FirstOrDefault(File.Exists);
        if (taken is not null && !mayReplace)
            throw new UserException($"{taken} exists; choose another folder with --output, or replace it with --force.");
    }

    /// <summary>Writes all pictures beside their places, then moves them there together.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="cancellation">Stops it before the first is in its place.</param>
    /// <param name="kept">What is there without them, as a sentence.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="UserException">They cannot be written; those of an earlier run are as they were.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first was in its place.</exception>
    public IReadOnlyList<string> Save(
        IReadOnlyList<Picture> pictures, CancellationToken cancellation, string? kept = null)
    {
        var files = pictures.Select(p => (p.Png, Path: Path.Combine(_path, p.Name), Temporary: TemporaryFiles.Beside(Path.Combine(_path, p.Name)))).ToList();
        IReadOnlyList<string> made = [];
        string current = _path;
        try
        {
            made = TemporaryFiles.MakeFolder(_path);
            foreach (var file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                current = file.Path;
                if (Directory.Exists(file.Path))
                    throw new IOException("it is a folder");
                Write(file.Temporary, file.Png);
            }
            cancellation.ThrowIfCancellationRequested();
            foreach (var file in files)
            {
                current = file.Path;
                File.Move(file.Temporary, file.Path, overwrite: true);
            }
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            string problem = $"Cannot write '{current}': {FileErrors.Reason(e)}";
            string advice = "choose another folder with --output, or make room for it.";
            throw new UserException($"{problem}; {advice}{(kept is null ? "" : " " + kept)}", e);
        }
        finally
        {
            foreach (var file in files)
                TemporaryFiles.Delete(file.Temporary);
            // Where they were made for pictures that did not come.
            foreach (string folder in made)
                TemporaryFiles.DeleteIfEmpty(folder);
        }
        return [.. files.Select(file => file.Path)];
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
        // A full disk may show only here.
        stream.Flush(flushToDisk: true);
    }
}
