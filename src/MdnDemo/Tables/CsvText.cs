namespace MdnDemo.Tables;

/// <summary>Fields of a CSV file, quoted where they must be.</summary>
internal static class CsvText
{
    /// <summary>Appends a field to the text of a row.</summary>
    public static void AppendField(RowTexts texts, string? field, char delimiter)
    {
        if (field is null)
            return;
        texts.Append(NeedsQuotes(field, delimiter) ? Quoted(field) : field);
    }

    /// <summary>A field.</summary>
    public static string Field(string field, char delimiter) =>
        NeedsQuotes(field, delimiter) ? Quoted(field) : field;

    private static bool NeedsQuotes(ReadOnlySpan<char> field, char delimiter) =>
        field.IndexOfAny(['"', '\n', '\r', delimiter]) >= 0
        || (field.Length > 0 && (field[0] == ' ' || field[^1] == ' '));

    private static string Quoted(string field) =>
        $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
