namespace MdnDemo.Files;

/// <summary>A finished PNG picture or HTML page.</summary>
/// <param name="Name">The file name.</param>
/// <param name="Content">The content of the file.</param>
internal sealed record Picture(string Name, byte[] Content);
