namespace MdnDemo.Tables;

/// <summary>How the cells of a column are read.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Numbers">How numbers are written.</param>
/// <param name="Times">How times are written.</param>
internal sealed record ColumnFormat(ColumnKind Kind, NumberFormat Numbers, TimeFormat Times)
{
    /// <summary>A column of texts.</summary>
    public static readonly ColumnFormat Text = new(ColumnKind.Texts, NumberFormat.Invariant, TimeFormat.YearFirst);

    /// <summary>A column of numbers as programs write them.</summary>
    public static readonly ColumnFormat Number = Text with { Kind = ColumnKind.Numbers };

    /// <summary>What names how its numbers or times are written; null where nothing special does.</summary>
    public string? Name => Kind switch
    {
        ColumnKind.Times => Times.Name,
        ColumnKind.Numbers when Numbers != NumberFormat.Invariant => Numbers.Name,
        _ => null,
    };

    /// <summary>It in words.</summary>
    public override string ToString() => Kind switch
    {
        ColumnKind.Times => $"times, {Times.Name}",
        ColumnKind.Texts => "categories",
        _ => Numbers == NumberFormat.Invariant ? "numbers" : $"numbers as {Numbers.Name}",
    };

    /// <summary>The number or the time in a cell, which has no spaces around it.</summary>
    public bool TryParse(ReadOnlySpan<char> cell, out double value) =>
        Kind == ColumnKind.Times ? Times.TryParse(cell, out value) : Numbers.TryParse(cell, out value);
}
