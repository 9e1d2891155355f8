namespace MdnDemo.Tables;

/// <summary>A column to read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Its place in the file.</param>
/// <param name="Format">What it is.</param>
/// <param name="IsTarget">Whether it is what a model predicts.</param>
internal sealed record ReadColumn(string Name, int Place, ColumnFormat Format, bool IsTarget);
