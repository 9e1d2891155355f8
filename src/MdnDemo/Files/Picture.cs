namespace MdnDemo.Files;

/// <summary>A finished picture.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Png">Its file's content.</param>
internal sealed record Picture(string Name, byte[] Png);
