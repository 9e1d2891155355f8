namespace MdnDemo.Tests.Support;

/// <summary>The repository that the tests belong to.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "MdnDemo.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
