namespace MdnDemo.Tables;

/// <summary>What becomes of rows with a missing cell among the inputs.</summary>
internal enum MissingRule
{
    /// <summary>They are used: that a cell is missing is something to learn from.</summary>
    Keep,

    /// <summary>They are skipped and counted.</summary>
    Drop,

    /// <summary>The first one is an error.</summary>
    Error,
}
