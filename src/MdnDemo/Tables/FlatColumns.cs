namespace MdnDemo.Tables;

/// <summary>
/// The columns of a typed relation, with one for each nested value: a field of a structure is named as in
/// <c>place.x</c>, and a JSON text is expanded.
/// </summary>
/// <param name="Header">The names.</param>
/// <param name="Types">The types.</param>
/// <param name="Relation">A query for the columns, named c0, c1 and so on.</param>
internal sealed record FlatColumns(IReadOnlyList<string> Header, IReadOnlyList<string> Types, string Relation)
{
    /// <summary>Expands the columns of a relation.</summary>
    public static FlatColumns Expand(string relation, DuckDb database)
    {
        List<(string Name, string Type, string Value)> columns = [];
        foreach (var (name, type) in database.Columns(relation))
            Add(name, type, DuckDb.Name(name));
        string values = string.Join(", ", columns.Select((c, i) => $"{c.Value} as c{i}"));
        return new FlatColumns([.. columns.Select(c => c.Name)], [.. columns.Select(c => c.Type)],
            $"(select {values} from {relation})");

        void Add(string name, string type, string value)
        {
            var fields = type.StartsWith("STRUCT(", StringComparison.Ordinal) && !type.EndsWith(']')
                ? database.Columns($"(select unnest({value}) from {relation})") : [];
            // The fields of a tuple have no names.
            if (fields.Any(f => f.Name.Length == 0) || fields.DistinctBy(f => f.Name).Count() < fields.Count)
                fields = [];
            foreach (var (field, fieldType) in fields)
                Add($"{name}.{field}", fieldType, $"struct_extract({value}, {DuckDb.Text(field)})");
            if (fields.Count == 0)
                columns.Add(type == "JSON" ? (name, "VARCHAR", $"({value}->>'$')") : (name, type, value));
        }
    }
}
