namespace MdnDemo.Tables;

/// <summary>What a column is there for.</summary>
internal enum ColumnRole
{
    /// <summary>To predict from, or to split the rows by.</summary>
    Input,

    /// <summary>To be predicted.</summary>
    Target,

    /// <summary>How much a row counts.</summary>
    Weight,
}
