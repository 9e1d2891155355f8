namespace MdnDemo.Files;

/// <summary>A result that was saved, but under another name than the one asked for.</summary>
/// <param name="Place">The path where it is.</param>
/// <param name="Message">The reason and the path, as a sentence.</param>
internal sealed record Displaced(string Place, string Message)
{
    /// <summary>Why a result was not saved under its name: another program made such a file meanwhile.</summary>
    public const string Appeared = "appeared while this ran, and was not replaced";

    /// <summary>Throws if a result was saved under another name; the message says which.</summary>
    /// <exception cref="UserException">There are some.</exception>
    public static void ThrowIfAny(params IEnumerable<Displaced?> results)
    {
        string[] messages = [.. results.OfType<Displaced>().Select(result => result.Message)];
        if (messages.Length > 0)
            throw new UserException(string.Join(' ', messages));
    }
}
