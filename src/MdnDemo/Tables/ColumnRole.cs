namespace MdnDemo.Tables;

/// <summary>The role of a column.</summary>
internal enum ColumnRole
{
    /// <summary>An input, or a column that decides the folds.</summary>
    Input,

    /// <summary>A target.</summary>
    Target,

    /// <summary>The row weights.</summary>
    Weight,
}
