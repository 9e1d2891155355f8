namespace MdnDemo.Tables;

/// <summary>The place of a row.</summary>
/// <param name="Part">Its file.</param>
/// <param name="Index">The row of that file, from 0.</param>
internal readonly record struct RowPlace(TablePart Part, long Index)
{
    /// <summary>The file and the row, for messages.</summary>
    public override string ToString() => $"{Part.Name}, row {Part.RowOf(Index)}";
}
