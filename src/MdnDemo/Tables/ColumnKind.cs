namespace MdnDemo.Tables;

/// <summary>What the cells of a column are.</summary>
internal enum ColumnKind
{
    /// <summary>Numbers.</summary>
    Numbers,

    /// <summary>Dates or times.</summary>
    Times,

    /// <summary>Names of categories.</summary>
    Texts,
}
