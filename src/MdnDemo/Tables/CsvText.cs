namespace MdnDemo.Tables;

/// <summary>Fields of a CSV file.</summary>
internal static class CsvText
{
    /// <summary>A field, in quotes where it must be.</summary>
    public static string Field(string field, char delimiter) =>
        field.AsSpan().IndexOfAny(['"', '\n', '\r', delimiter]) >= 0 || field.StartsWith(' ') || field.EndsWith(' ')
            ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
