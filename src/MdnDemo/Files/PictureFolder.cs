namespace MdnDemo.Files;

/// <summary>
/// The folder for the pictures of a run. Either all are saved or none, and then the folder is not created.
/// </summary>
internal sealed class PictureFolder
{
    private readonly string _path;
    private readonly string _option;
    private readonly bool _mayReplace;

    private PictureFolder(string path, string option, bool mayReplace) =>
        (_path, _option, _mayReplace) = (path, option, mayReplace);

    /// <summary>Checks that pictures can be written into a folder; it is created with the first pictures.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">The option that named it, for messages.</param>
    /// <param name="mayReplace">Whether existing pictures may be replaced.</param>
    /// <exception cref="UserException">It cannot be created or written to.</exception>
    public static PictureFolder Open(string path, string option, bool mayReplace)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new UserException($"{option} is empty; it must be a folder.");
        try
        {
            WriteProbe.Into(path);
            return new PictureFolder(path, option, mayReplace);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException(
                $"Cannot write into the folder '{path}': {FileErrors.Reason(e)}; choose another with {option}.", e);
        }
    }

    /// <summary>Checks that no such file exists, unless it may be replaced.</summary>
    /// <exception cref="UserException">One exists.</exception>
    public void RequireFree(IEnumerable<string> names)
    {
        string? taken = names.Select(name => Path.Combine(_path, name)).FirstOrDefault(Path.Exists);
        if (taken is not null && !_mayReplace)
            throw new UserException(
                $"{taken} exists; choose another folder with {_option}, or replace it with --force.");
    }

    /// <summary>Saves all pictures; in another folder if one of their names was taken meanwhile.</summary>
    /// <param name="kept">A sentence about what is saved already.</param>
    /// <param name="cancellation">Stops it before the first has its name.</param>
    /// <returns>Their paths, and the other folder if they are there.</returns>
    /// <exception cref="UserException">They cannot be written; those of an earlier run are unchanged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first had its name.</exception>
    public (IReadOnlyList<string> Files, Displaced? Displaced) Save(
        IReadOnlyList<Picture> pictures, string? kept, CancellationToken cancellation)
    {
        if (TrySave(_path, pictures, kept, cancellation) is not { } taken)
            return (In(_path, pictures), null);
        string beside;
        int number = 2;
        do
            beside = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(_path))}-{number++}";
        while (TrySave(beside, pictures, kept, cancellation) is not null);
        string message = $"{taken} {Displaced.Appeared}; the pictures were saved in {beside} instead.";
        return (In(beside, pictures), new Displaced(beside, message));
    }

    /// <summary>Writes all pictures under temporary names, then renames them together.</summary>
    /// <returns>The first name that was taken meanwhile, and then none is saved; else null.</returns>
    private string? TrySave(
        string folder, IReadOnlyList<Picture> pictures, string? kept, CancellationToken cancellation)
    {
        var files = pictures.Zip(In(folder, pictures),
            (p, path) => (p.Content, Path: path, Temporary: TemporaryFiles.Beside(path))).ToList();
        IReadOnlyList<string> made = [];
        string current = folder;
        try
        {
            made = TemporaryFiles.MakeFolder(folder);
            foreach (var file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                current = file.Path;
                if (_mayReplace && Directory.Exists(file.Path))
                    throw new IOException("it is a folder");
                Write(file.Temporary, file.Content);
            }
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < files.Count; i++)
            {
                current = files[i].Path;
                if (TryMove(files[i].Temporary, current))
                    continue;
                files[..i].ForEach(placed => File.Delete(placed.Path));
                return current;
            }
            return null;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            string problem = $"Cannot write '{current}': {FileErrors.Reason(e)}";
            string advice = $"choose another folder with {_option}, or make room for it.";
            throw new UserException($"{problem}; {advice}{(kept is null ? "" : " " + kept)}", e);
        }
        finally
        {
            foreach (var file in files)
                TemporaryFiles.Delete(file.Temporary);
            // Folders that were created for pictures that were not saved.
            foreach (string each in made)
                TemporaryFiles.DeleteIfEmpty(each);
        }
    }

    /// <summary>Moves a file; false if there is another one that may not be replaced.</summary>
    private bool TryMove(string temporary, string path)
    {
        if (!_mayReplace)
            return Placement.TryMove(temporary, path);
        File.Move(temporary, path, overwrite: true);
        return true;
    }

    private static List<string> In(string folder, IEnumerable<Picture> pictures) =>
        [.. pictures.Select(p => Path.Combine(folder, p.Name))];

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
        // A full disk may be noticed only here.
        stream.Flush(flushToDisk: true);
    }
}
