namespace MdnDemo.Tables;

/// <summary>One of the files of a table.</summary>
/// <param name="Name">The file, for messages.</param>
/// <param name="Relation">Its rows as a query reads them, the columns named c0, c1 and so on.</param>
/// <param name="Scan">The scan of a text; null for other files, whose rows count from 1.</param>
internal sealed record TablePart(string Name, string Relation, CsvScan? Scan)
{
    /// <summary>The row as a spreadsheet counts, or in other files from 1.</summary>
    /// <param name="index">The row, from 0.</param>
    public long RowOf(long index) => Scan?.RowOf(index) ?? index + 1;
}
