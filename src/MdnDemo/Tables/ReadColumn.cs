namespace MdnDemo.Tables;

/// <summary>A column to read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Its place in the file.</param>
/// <param name="Format">How its cells are read.</param>
/// <param name="Role">Its role.</param>
internal sealed record ReadColumn(string Name, int Place, ColumnFormat Format, ColumnRole Role = ColumnRole.Input)
{
    /// <summary>Whether it is a target.</summary>
    public bool IsTarget => Role == ColumnRole.Target;
}
