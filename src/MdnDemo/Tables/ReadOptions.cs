using System.Text;

namespace MdnDemo.Tables;

/// <summary>Options for reading a table.</summary>
internal sealed record ReadOptions
{
    /// <summary>How to treat rows with a missing input.</summary>
    public MissingRule Missing { get; init; }

    /// <summary>Markers of missing cells beside the usual ones.</summary>
    public IReadOnlyList<string> Na { get; init; } = [];

    /// <summary>The encoding of the text; null finds it.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>A query that shapes the table; null takes it as it is.</summary>
    public string? Sql { get; init; }

    /// <summary>Whether outliers count as the nearest number that is not an outlier, which is reported.</summary>
    public bool ClipsOutliers { get; init; }

    /// <summary>Whether each column is reported.</summary>
    public bool Verbose { get; init; }

    /// <summary>Whether rows that a model cannot use are mistakes where every row is kept.</summary>
    public bool Strict { get; init; }
}
