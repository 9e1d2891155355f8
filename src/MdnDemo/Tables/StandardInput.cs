using MdnDemo.Files;

namespace MdnDemo.Tables;

/// <summary>What comes from standard input, copied to a file: it can be read once only.</summary>
internal sealed class StandardInput : IDisposable
{
    public StandardInput()
    {
        Path = TemporaryFiles.New(".csv");
        using Stream input = Console.OpenStandardInput();
        using FileStream copy = File.Create(Path);
        input.CopyTo(copy);
    }

    /// <summary>Where the copy is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => TemporaryFiles.Delete(Path);
}
