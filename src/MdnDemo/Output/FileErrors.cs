namespace MdnDemo.Output;

/// <summary>What the system says of a file that it will not read or write.</summary>
internal static class FileErrors
{
    /// <summary>Whether an exception is about a file, and so the user's to put right.</summary>
    public static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>The system's words without the path after them, which may be a temporary one.</summary>
    public static string Reason(Exception e) => e.Message.Split(" : '")[0].TrimEnd('.');
}
