namespace MdnDemo.Tables;

/// <summary>The kind of cells in a column.</summary>
internal enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Numbers,

    /// <summary>Dates or times.</summary>
    Times,

    /// <summary>Names of categories.</summary>
    Texts,
}
