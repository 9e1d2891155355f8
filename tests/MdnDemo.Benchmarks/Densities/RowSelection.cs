using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>Some rows of a table.</summary>
internal static class RowSelection
{
    /// <summary>A table of the rows of these numbers, from 0, in their order.</summary>
    public static Table Of(Table table, IReadOnlyList<int> rows) => new([.. table.Columns.Select(column => Of(column, rows))]);

    private static TableColumn Of(TableColumn column, IReadOnlyList<int> rows) => column switch
    {
        NumberColumn numbers => numbers with { Values = [.. rows.Select(row => numbers.Values[row])] },
        TextColumn texts => texts with { Values = [.. rows.Select(row => texts.Values[row])] },
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };
}
