namespace MdnDemo.Files;

/// <summary>A file that a command writes: under a temporary name, and renamed when it is complete.</summary>
internal sealed class OutputFile : IDisposable
{
    /// <summary>The name of standard output, and of standard input among inputs.</summary>
    public const string Standard = "-";

    private readonly string _path;
    private readonly string _option;
    private readonly bool _force;
    private Stream? _stream;
    private string? _temporary;

    private OutputFile(string path, string option, bool force) => (_path, _option, _force) = (path, option, force);

    /// <summary>The path, or "standard output".</summary>
    public string Name => _path;

    /// <summary>Checks that a file can be written, before the work for its content; creates nothing.</summary>
    /// <param name="path">The path; - is standard output.</param>
    /// <param name="option">The option that named it, for messages.</param>
    /// <param name="force">Whether an existing file may be replaced.</param>
    /// <param name="inputs">The input files, none of which it may be, or patterns of their names.</param>
    /// <exception cref="UserException">It cannot be written, exists already, or is one of the inputs.</exception>
    public static OutputFile Create(string path, string option, bool force, params IEnumerable<string> inputs)
    {
        if (path == Standard)
            return new OutputFile("standard output", option, force) { _stream = Console.OpenStandardOutput() };
        try
        {
            if (inputs.SelectMany(FilePattern.Find).Any(input => input != Standard && IsRead(input, RealPath(path))))
                throw new UserException($"{option} {path} is also read; choose another name.");
            if (Directory.Exists(path))
                throw new UserException($"{option} {path} is a folder; name a file, or the folder as "
                    + $"{Path.TrimEndingDirectorySeparator(path)}/ for a file of predictions for each file of --data.");
            // Replacing a device by a file would break the system.
            if (IsDevice(Path.GetFullPath(path)) || IsDevice(RealPath(path)))
                throw new UserException($"{option} {path} is a device; name a file.");
            if (File.Exists(path) && !force)
                throw new UserException($"{option} {path} exists; choose another name, or replace it with --force.");
            WriteProbe.Beside(path);
            return new OutputFile(path, option, force);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"{option} {path} cannot be written: {FileErrors.Reason(e)}.", e);
        }
    }

    /// <summary>Writes to the file.</summary>
    /// <exception cref="UserException">It fails, as on a full disk.</exception>
    /// <exception cref="ClosedPipeException">It is standard output, and nobody reads it.</exception>
    public void Write(Action<Stream> write)
    {
        try
        {
            write(_stream ??= OpenTemporary());
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"{_path} cannot be written: {FileErrors.Reason(e)}.", e);
        }
        if (_temporary is null)
            StandardOutput.RequireReader();
    }

    /// <summary>Gives the complete file its name.</summary>
    /// <exception cref="UserException">It fails, as on a full disk, or it got another name.</exception>
    public void Commit() => Displaced.ThrowIfAny(Place());

    /// <summary>Gives the complete file its name, unless a file of that name exists.</summary>
    /// <returns>Whether it got its name.</returns>
    /// <exception cref="UserException">It fails, as on a full disk.</exception>
    public bool TryCommit()
    {
        bool isPlaced = false;
        Write(stream =>
        {
            Finish(stream);
            isPlaced = _temporary is not null && Placement.TryMove(_temporary, _path);
        });
        return isPlaced;
    }

    /// <summary>Gives the complete file its name, or another one if that is taken or cannot be replaced.</summary>
    /// <returns>Its other name; null if it got its own.</returns>
    /// <exception cref="UserException">It fails, as on a full disk.</exception>
    public Displaced? Place()
    {
        Displaced? displaced = null;
        Write(stream =>
        {
            Finish(stream);
            if (_temporary is not null)
                displaced = Place(_temporary);
        });
        return displaced;
    }

    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // The rest of the buffer does not fit the disk either, and is not needed.
        }
        if (_temporary is not null)
            TemporaryFiles.Delete(_temporary);
    }

    private static void Finish(Stream stream)
    {
        if (stream is FileStream file)
            file.Flush(flushToDisk: true);
        else
            stream.Flush();
        stream.Dispose();
    }

    private FileStream OpenTemporary() =>
        new(_temporary = TemporaryFiles.Beside(_path), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);

    private Displaced? Place(string temporary)
    {
        string problem = Displaced.Appeared;
        try
        {
            if (_force)
                File.Move(temporary, _path, overwrite: true);
            if (_force || Placement.TryMove(temporary, _path))
                return null;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            problem = $"cannot be written: {FileErrors.Reason(e)}";
        }
        string place = Placement.MoveBeside(temporary, _path);
        string instead = $"it was saved as {place} instead: rename it as you like.";
        return new Displaced(place, $"{_option} {_path} {problem}; {instead}");
    }

    private static bool IsRead(string input, string path)
    {
        try
        {
            return RealPath(input) == path;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // Who reads it says so.
            return false;
        }
    }

    private static bool IsDevice(string path) => Path.GetDirectoryName(path) is { } folder
        && (folder is "/dev" or "/dev/fd" or "/dev/pts"
            || (folder.StartsWith("/proc/", StringComparison.Ordinal)
            && folder.EndsWith("/fd", StringComparison.Ordinal)));

    /// <summary>The path with symbolic links resolved, of the file and of the folders above it.</summary>
    private static string RealPath(string path)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        var file = new FileInfo(Path.Combine(RealPath(parent), Path.GetFileName(full)));
        return file.LinkTarget is null ? file.FullName
            : RealPath(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }
}
