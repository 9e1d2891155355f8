namespace MdnDemo.Tables;

/// <summary>Which columns of a table are to be what.</summary>
internal sealed record ColumnChoice
{
    /// <summary>The target columns.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>The input columns; where none is named, all but the targets and the excluded ones.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Columns whose numbers are names.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>The column whose equal values stay in one fold, no input unless it is named as one; or null.</summary>
    public string? Group { get; init; }

    /// <summary>The column in whose order the rows came about; or null.</summary>
    public string? Time { get; init; }

    /// <summary>The columns that decide the folds.</summary>
    public IEnumerable<string> SplitBy => new[] { Group, Time }.OfType<string>();

    /// <summary>The column of the rows' weights, which is not an input; or null.</summary>
    public string? Weight { get; init; }

    /// <summary>The column of the rows' weights, if there is one.</summary>
    public IEnumerable<string> Weights => new[] { Weight }.OfType<string>();

    /// <summary>Columns that are not used.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];
}
