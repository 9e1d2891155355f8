namespace MdnDemo;

/// <summary>Formats a count for a message.</summary>
internal static class Count
{
    /// <summary>A number and its noun: <c>1 row</c>, <c>2,000 rows</c>.</summary>
    public static string Format(long number, string noun) =>
        $"{number:N0} {noun}{(number == 1 ? "" : "s")}";
}
