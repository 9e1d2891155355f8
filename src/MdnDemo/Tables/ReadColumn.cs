namespace MdnDemo.Tables;

/// <summary>A column to read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Its place in the file.</param>
/// <param name="Format">What it is.</param>
/// <param name="Role">What it is there for.</param>
internal sealed record ReadColumn(string Name, int Place, ColumnFormat Format, ColumnRole Role = ColumnRole.Input)
{
    /// <summary>Whether it is what a model predicts.</summary>
    public bool IsTarget => Role == ColumnRole.Target;
}
