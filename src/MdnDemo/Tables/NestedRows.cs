namespace MdnDemo.Tables;

/// <summary>
/// For error messages: the SQL query that makes a table of JSON or Parquet whose rows or values are nested in others.
/// </summary>
internal static class NestedRows
{
    private const string Records = "STRUCT(", Map = "MAP(";
    private const int MaxNames = 5;

    /// <summary>For a column that is missing: what it is nested in, and the query; null if it is nowhere.</summary>
    public static string? HintFor(string column, IReadOnlyList<string> header, IReadOnlyList<string> types)
    {
        for (int i = 0; i < types.Count; i++)
        {
            if (AreRows(types[i])
                && (types[i].Contains($"({Name(column)} ", StringComparison.Ordinal)
                    || types[i].Contains($", {Name(column)} ", StringComparison.Ordinal)))
                return $"its rows are in '{header[i]}'; "
                    + Query($"select unnest({Path(header[i])}, recursive := true) from data");
        }
        // {"x": {"0": 1.5, "1": 2}, "y": {"0": 3, "1": 4}}, as pandas writes a table.
        (string Name, string Key)[] values = [.. header.Select(h => h.Split('.', 2)).Where(h => h.Length == 2)
            .Select(h => (h[0], h[1]))];
        string[] names = [.. values.Select(v => v.Name).Distinct()];
        string[] keys = [.. values.Where(v => v.Name == column).Select(v => v.Key)];
        return keys.Length > 1 && values.Length == header.Count
            && names.All(name => values.Where(v => v.Name == name).Select(v => v.Key).SequenceEqual(keys))
            ? $"its columns are objects; {Query(OfMaps(names))}" : null;
    }

    /// <summary>Refuses a table that has only lists, or only objects, in its cells, and so no numbers.</summary>
    /// <exception cref="UserException">The table is such a one; the message has the query.</exception>
    public static void Check(string name, IReadOnlyList<string> header, IReadOnlyList<string> types)
    {
        bool areLists = types.All(t => IsList(t) && !AreRows(t)), areMaps = types.All(IsMap);
        if (!areLists && !areMaps)
            return;
        string query = areMaps ? OfMaps(header)
            // As pandas writes it with orient="split".
            : header.Count > 1 && types.ToList().FindIndex(IsListOfLists) is >= 0 and int rows
                ? $"select r[1] as x, r[2] as y from (select unnest({Name(header[rows])}) as r from data)"
            : header.Count > 1 ? $"select {Columns(header, column => $"unnest({column})")} from data"
            : $"select {Path(header[0])}[1] as x, {Path(header[0])}[2] as y from data";
        throw new UserException(
            $"{name} has {(areMaps ? "objects" : "lists")} where a table has values; {Query(query)}.");
    }

    /// <summary>For a column of lists or maps: the query for one of their elements; null for other columns.</summary>
    public static string? HintForElements(string column, string type) => IsList(type)
        ? $"its cells are lists; {Query($"select *, {Path(column)}[1] as {Name(column + "1")} from data")}"
        : IsMap(type) ? $"its cells are maps; {Query($"select *, {Path(column)}['key'] as {Name("key")} from data")}"
        : null;

    private static bool IsList(string type) => type.EndsWith(']');

    private static bool IsListOfLists(string type) => type.EndsWith("[][]", StringComparison.Ordinal);

    private static bool AreRows(string type) => IsList(type) && type.StartsWith(Records, StringComparison.Ordinal);

    private static bool IsMap(string type) => type.StartsWith(Map, StringComparison.Ordinal) && !IsList(type);

    private static string OfMaps(IReadOnlyList<string> names) =>
        $"select {Columns(names, column => $"unnest(map_values({column}::map(varchar, varchar)))")} from data";

    private static string Columns(IReadOnlyList<string> names, Func<string, string> value) =>
        string.Join(", ", names.Take(MaxNames).Select(n => $"{value(Name(n))} as {Name(n)}"))
            + (names.Count > MaxNames ? ", …" : "");

    // The field tags of the column place is the path place.tags.
    private static string Path(string column) => string.Join('.', column.Split('.').Select(Name));

    private static string Name(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && name.Length > 0 && !char.IsAsciiDigit(name[0]) ? name
            : DuckDb.Name(name);

    private static string Query(string sql) => $"take them out with --sql '{sql}'";
}
