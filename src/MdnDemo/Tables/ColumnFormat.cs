namespace MdnDemo.Tables;

/// <summary>How the cells of a column are read.</summary>
/// <param name="Kind">Numbers, times or texts.</param>
/// <param name="Numbers">How numbers are written.</param>
/// <param name="Times">How times are written.</param>
/// <param name="Unit">The unit of measure beside each number, or null.</param>
internal sealed record ColumnFormat(ColumnKind Kind, NumberFormat Numbers, TimeFormat Times, string? Unit = null)
{
    /// <summary>A column of texts.</summary>
    public static readonly ColumnFormat Text = new(ColumnKind.Texts, NumberFormat.Invariant, TimeFormat.YearFirst);

    /// <summary>A column of numbers as programs write them.</summary>
    public static readonly ColumnFormat Number = Text with { Kind = ColumnKind.Numbers };

    /// <summary>The name of the format of its numbers or times; null for the plain one.</summary>
    public string? Name => Kind switch
    {
        ColumnKind.Times => Times.Name,
        ColumnKind.Numbers when Unit is not null => $"{Numbers.Name} {Unit}",
        ColumnKind.Numbers when Numbers != NumberFormat.Invariant => Numbers.Name,
        _ => null,
    };

    /// <summary>The format of a name; null is the plain one of numbers.</summary>
    public static ColumnFormat Named(string? name)
    {
        if (TimeFormat.All.FirstOrDefault(f => f.Name == name) is { } times)
            return Text with { Kind = ColumnKind.Times, Times = times };
        NumberFormat numbers = NumberFormat.All.FirstOrDefault(f => name == f.Name || name?.StartsWith(f.Name + ' ',
            StringComparison.Ordinal) == true) ?? NumberFormat.Invariant;
        return Number with { Numbers = numbers, Unit = name?.Length > numbers.Name.Length
            ? name[(numbers.Name.Length + 1)..] : null };
    }

    /// <summary>What is wrong with a cell that is written otherwise, in words.</summary>
    public string Misfit => Kind == ColumnKind.Times ? $"no time as the others; write it as {Times.Name}"
        : $"not a number; write numbers as {Numbers.Name}";

    /// <summary>The format in words.</summary>
    public override string ToString() => Kind switch
    {
        ColumnKind.Times => $"{(Times.IsDuration ? "durations" : "times")}, {Times.Name}",
        ColumnKind.Texts => "categories",
        _ => (Numbers == NumberFormat.Invariant ? "numbers" : $"numbers as {Numbers.Name}")
            + (Unit is null ? "" : $" in {Unit}"),
    };

    /// <summary>The number or the time in a cell, which has no spaces around it.</summary>
    public bool TryParse(ReadOnlySpan<char> cell, out double value)
    {
        if (Kind == ColumnKind.Times)
            return Times.TryParseLater(cell, out value);
        value = double.NaN;
        if (Unit is not null && UnitOfMeasure.TrySplit(cell, out ReadOnlySpan<char> number, out var unit))
            return unit.SequenceEqual(Unit) && Numbers.TryParse(number, out value);
        return Numbers.TryParse(cell, out value);
    }
}
