namespace MdnDemo.Tables;

/// <summary>The types of columns, as DuckDB names them.</summary>
internal static class ColumnTypes
{
    /// <summary>Texts, as which all others are read.</summary>
    public const string Text = "VARCHAR";

    /// <summary>Numbers.</summary>
    public const string Number = "DOUBLE";

    private const string Decimal = "DECIMAL(";

    private static readonly string[] Numbers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT",
        "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", Number];

    private static readonly string[] Others = ["BOOLEAN", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE",
        "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"];

    /// <summary>Whether a text of a type is read as the type again.</summary>
    public static bool AreRead(string type) => IsNumber(type) || Others.Contains(type);

    /// <summary>What the columns of several files have in common; null where a file has texts only.</summary>
    public static IReadOnlyList<string>? Common(IReadOnlyList<IReadOnlyList<string>?> files) =>
        files.Any(f => f is null) ? null : [.. files[0]!.Select((_, i) => Common([.. files.Select(f => f![i])]))];

    private static string Common(string[] types) =>
        types.Distinct().Count() == 1 ? types[0] : types.All(IsNumber) ? Number : Text;

    private static bool IsNumber(string type) =>
        Numbers.Contains(type) || type.StartsWith(Decimal, StringComparison.Ordinal);
}
