namespace MdnDemo.Tables;

/// <summary>How to treat rows with a missing input.</summary>
internal enum MissingRule
{
    /// <summary>They are used, with missing cells encoded as such.</summary>
    Keep,

    /// <summary>They are skipped and counted.</summary>
    Drop,

    /// <summary>The first one is an error.</summary>
    Error,
}
