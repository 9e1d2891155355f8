using MdnDemo.Plots;

namespace MdnDemo.Output;

/// <summary>The folder that a run's pictures go into: all of them, or none, and then no folder either.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly string _path;
    private readonly IReadOnlyList<string> _made;

    private PictureFolder(string path, IReadOnlyList<string> made)
    {
        _path = path;
        _made = made;
    }

    /// <summary>Makes the folder where there is none, and sees that it can be written to.</summary>
    /// <exception cref="UserException">It cannot be made or written to.</exception>
    public static PictureFolder Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new UserException("--output is empty; it must be a folder.");
        PictureFolder? folder = null;
        try
        {
            folder = new PictureFolder(path, TemporaryFiles.MakeFolder(path));
            string probe = TemporaryFiles.Beside(Path.Combine(path, "probe"));
            try
            {
                Write(probe, [0]);
            }
            finally
            {
                TemporaryFiles.Delete(probe);
            }
            return folder;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            folder?.Dispose();
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
    /// <returns>Their paths.</returns>
    /// <exception cref="UserException">They cannot be written; those of an earlier run are as they were.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first was in its place.</exception>
    public IReadOnlyList<string> Save(IReadOnlyList<Picture> pictures, CancellationToken cancellation)
    {
        var files = pictures.Select(p => (p.Png, Path: Path.Combine(_path, p.Name), Temporary: TemporaryFiles.Beside(Path.Combine(_path, p.Name)))).ToList();
        string current = _path;
        try
        {
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
            throw new UserException($"Cannot write '{current}': {FileErrors.Reason(e)}; choose another folder with --output, or make room for it.", e);
        }
        finally
        {
            foreach (var file in files)
                TemporaryFiles.Delete(file.Temporary);
        }
        return [.. files.Select(file => file.Path)];
    }

    /// <summary>Takes the folder away again where it was made for pictures that never came.</summary>
    public void Dispose()
    {
        foreach (string folder in _made)
            TemporaryFiles.DeleteIfEmpty(folder);
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
        // A full disk may show only here.
        stream.Flush(flushToDisk: true);
    }
}
