namespace MixtureDensity;

/// <summary>A table of named columns.</summary>
/// <param name="Columns">The columns.</param>
public sealed record Table(IReadOnlyList<TableColumn> Columns)
{
    /// <summary>The columns, of equal length and with different names.</summary>
    /// <exception cref="ArgumentException">Two have different lengths, or the same name.</exception>
    public IReadOnlyList<TableColumn> Columns { get; init => field = Checked(value); } = Checked(Columns);

    /// <summary>The number of rows.</summary>
    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Length;

    /// <summary>
    /// Converts objects to a table with a column for each public property, or for each key of dictionaries. Numbers
    /// stay numbers; texts, Booleans and enums become texts; dates become days since 1970 and count as times: a
    /// DateTime as its clock shows, whatever its kind, and a DateTimeOffset in UTC. Null is a missing cell.
    /// </summary>
    /// <param name="rows">The rows, at least one, such as records, or <c>new { waiting = 80.0 }</c>.</param>
    /// <exception cref="ArgumentException">There is no row, rows have different columns, or a value is of no such type.
    /// </exception>
    public static Table FromObjects(IEnumerable<object> rows) => new(ObjectTable.Columns([.. rows]));

    /// <summary>A table of numbers.</summary>
    /// <param name="values">[rows, columns]; NaN is a missing one.</param>
    /// <param name="names">The name of each column.</param>
    /// <exception cref="ArgumentException">There are more or fewer names than columns.</exception>
    public static Table FromNumbers(double[,] values, IReadOnlyList<string> names)
    {
        if (names.Count != values.GetLength(1))
            throw new ArgumentException(
                $"There are {values.GetLength(1)} columns and {names.Count} names.", nameof(names));
        return new([.. names.Select((name, column) => new NumericColumn(name,
            [.. Enumerable.Range(0, values.GetLength(0)).Select(row => values[row, column])]))]);
    }

    /// <summary>The column with a name.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public TableColumn this[string name] =>
        Columns.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException(
            $"There is no column '{name}'; there are {string.Join(", ", Columns.Select(c => c.Name))}.", nameof(name));

    /// <summary>The numbers of the column with a name; NaN is a missing one.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds texts.</exception>
    public double[] Numbers(string name) =>
        this[name] is NumericColumn column ? column.Values
            : throw new ArgumentException($"Column '{name}' holds texts, not numbers.", nameof(name));

    /// <summary>The values of a column of texts, null where they are missing.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds numbers.</exception>
    internal string?[] Texts(string name) => this[name] switch
    {
        TextColumn texts => texts.Values,
        // As a column is of which nothing is known, such as that of a null.
        NumericColumn numbers when numbers.Values.All(double.IsNaN) => new string?[numbers.Length],
        _ => throw new ArgumentException($"Column '{name}' holds numbers, not texts.", nameof(name)),
    };

    /// <summary>A table of some of the rows.</summary>
    /// <param name="rows">Their indices, from 0, in the order of the new table.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public Table Select(IReadOnlyList<int> rows) => new([.. Columns.Select(c => c.Select(rows))]);

    private static IReadOnlyList<TableColumn> Checked(IReadOnlyList<TableColumn> columns)
    {
        if (columns.FirstOrDefault(c => c.Length != columns[0].Length) is { } other)
            throw new ArgumentException(
                $"Column '{other.Name}' has {other.Length} rows, and '{columns[0].Name}' {columns[0].Length}.",
                nameof(columns));
        if (columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"There are two columns '{twice.Key}'.", nameof(columns));
        return columns;
    }
}
