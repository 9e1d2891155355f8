using MdnDemo.Files;

namespace MdnDemo.Tables;

/// <summary>Standard input or a pipe, copied to a file: a table is read several times, a pipe only once.</summary>
internal sealed class CopiedInput : IDisposable
{
    private const int ChunkLength = 1 << 20;

    // A table without an end must not fill the disk.
    private const long MinFreeSpace = 1L << 30;
    private const int ChunksBetweenLooks = 64;

    private readonly string _name;

    /// <param name="input">The input, which is read to its end.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="UserException">There is no room for it.</exception>
    public CopiedInput(Stream input, string name)
    {
        _name = name;
        Path = TemporaryFiles.New(".csv");
        try
        {
            using FileStream copy = File.Create(Path);
            byte[] chunk = new byte[ChunkLength];
            int read;
            int chunks = 0;
            while ((read = input.ReadAtLeast(chunk, ChunkLength, throwOnEndOfStream: false)) > 0)
            {
                copy.Write(chunk, 0, read);
                if (++chunks % ChunksBetweenLooks == 0)
                    RequireRoom();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where the copy is.</summary>
    public string Path { get; }

    private void RequireRoom()
    {
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        if (new DriveInfo(folder).AvailableFreeSpace < MinFreeSpace)
            throw new UserException(
                $"{_name} is too long for the temporary folder {folder}; name a file instead, or another "
                    + "folder with TMPDIR.");
    }

    public void Dispose() => TemporaryFiles.Delete(Path);
}
