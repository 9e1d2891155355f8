namespace MdnDemo.Tables;

/// <summary>The roles of the columns of a table.</summary>
internal sealed record ColumnChoice
{
    /// <summary>The target columns.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>The input columns; if empty, all but the targets and the excluded ones.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Numeric columns that are categories.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>
    /// The column whose equal values stay in one fold, or null; it is no input unless it is named as one.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>The column that orders the rows in time, or null.</summary>
    public string? Time { get; init; }

    /// <summary>The columns that decide the folds.</summary>
    public IEnumerable<string> SplitBy => new[] { Group, Time }.OfType<string>();

    /// <summary>The column of the row weights, or null; it is not an input.</summary>
    public string? Weight { get; init; }

    /// <summary>The column of the row weights, as a list.</summary>
    public IEnumerable<string> Weights => new[] { Weight }.OfType<string>();

    /// <summary>Columns that are not used.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];
}
