namespace MdnDemo.Files;

/// <summary>Why a file cannot be read or written, in plain words.</summary>
internal static class FileErrors
{
    /// <summary>Whether an exception is about a file, so that the user can fix it.</summary>
    public static bool IsFileError(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
            or InvalidDataException;

    /// <summary>The system's words without the path after them, which may be a temporary one.</summary>
    public static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException => "there is no such file",
        InvalidDataException => "its compressed data are damaged",
        DirectoryNotFoundException => "there is no such folder",
        PathTooLongException => "its path, or a name in it, is too long",
        ArgumentException { ParamName: "path" } => "its name is empty, or no name of a file",
        _ => e.Message.Split(" : '")[0].Split(" (Parameter")[0].TrimEnd('.'),
    };
}
