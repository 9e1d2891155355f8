namespace MdnDemo.Tests.Support;

/// <summary>A copy of the program that cannot load libtorch, because it is not there.</summary>
public sealed class ProgramWithoutLibtorch : IDisposable
{
    private static readonly string[] Libraries = ["libtorch", "libLibTorchSharp", "libc10", "libgomp"];

    private readonly TempDir _folder = new();

    public ProgramWithoutLibtorch()
    {
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(Demo.File)!))
        {
            string name = Path.GetFileName(file);
            if (!Libraries.Any(library => name.StartsWith(library, StringComparison.Ordinal)))
                System.IO.File.Copy(file, _folder.At(name));
        }
    }

    /// <summary>The program's file.</summary>
    public string File => _folder.At(Path.GetFileName(Demo.File));

    public void Dispose() => _folder.Dispose();
}
