namespace MdnDemo.Files;

/// <summary>A finished picture, as a PNG, or the page that shows it.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Content">Its file's content.</param>
internal sealed record Picture(string Name, byte[] Content);
