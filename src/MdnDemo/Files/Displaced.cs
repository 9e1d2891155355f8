namespace MdnDemo.Files;

/// <summary>A result that is safe, but could not have its place.</summary>
/// <param name="Place">Where it is instead.</param>
/// <param name="Message">Why, and where, as a sentence.</param>
internal sealed record Displaced(string Place, string Message)
{
    /// <summary>What is wrong with a place that another program took.</summary>
    public const string Appeared = "appeared while this ran, and was not replaced";

    /// <summary>Throws if a result could not have its place; the message says where it is.</summary>
    /// <exception cref="UserException">There are some.</exception>
    public static void ThrowIfAny(params IEnumerable<Displaced?> results)
    {
        string[] messages = [.. results.OfType<Displaced>().Select(result => result.Message)];
        if (messages.Length > 0)
            throw new UserException(string.Join(' ', messages));
    }
}
