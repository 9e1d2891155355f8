namespace MixtureDensity;

/// <summary>Rows of named columns, a column at a time.</summary>
/// <param name="Columns">The columns.</param>
public sealed record Table(IReadOnlyList<TableColumn> Columns)
{
    /// <summary>The columns, all of one length, no two of one name.</summary>
    /// <exception cref="ArgumentException">Two have different lengths, or the same name.</exception>
    public IReadOnlyList<TableColumn> Columns { get; init => field = Checked(value); } = Checked(Columns);

    /// <summary>The number of rows.</summary>
    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Length;

    /// <summary>The column of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public TableColumn this[string name] =>
        Columns.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException(
            $"There is no column '{name}'; there are {string.Join(", ", Columns.Select(c => c.Name))}.", nameof(name));

    /// <summary>The numbers of the column of a name.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds texts.</exception>
    public double[] Numbers(string name) =>
        this[name] is NumericColumn column ? column.Values
            : throw new ArgumentException($"Column '{name}' holds texts, not numbers.", nameof(name));

    /// <summary>Some of the rows, as a table of its own.</summary>
    /// <param name="rows">Their numbers, from 0, in the order wanted.</param>
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
