namespace MixtureDensity;

/// <summary>
/// A column of numbers: a cell v becomes (v − mean)/deviation, a piecewise-linear encoding (one number a bin), and an
/// indicator that is 1 where it is missing.
/// </summary>
/// <remarks>A missing cell is encoded as the mean.</remarks>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean of the training rows, in the column's unit.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="Bins">The bins, from left to right; empty for a column that is only standardised.</param>
/// <param name="HasMissing">Whether training rows had missing cells, so that there is an indicator.</param>
/// <param name="Part">Which part of a time it is; several encodings may share a column of times.</param>
/// <param name="Format">How the numbers were written, as <see cref="NumericColumn.Format"/> says.</param>
/// <param name="Min">The value to which lesser numbers are clipped, if training rows had <see cref="Outliers"/> below
/// it;
/// else null.</param>
/// <param name="Max">The value to which larger numbers are clipped, if they had outliers above it; else null.</param>
public sealed record NumericEncoding(string Name, double Mean, double Deviation, IReadOnlyList<PleBin> Bins,
    bool HasMissing = false, CalendarPart Part = CalendarPart.None, string? Format = null, double? Min = null,
    double? Max = null)
    : InputEncoding(Name)
{
    /// <summary>The least value of the training rows; null if it is unknown.</summary>
    public double? Lowest { get; init; }

    /// <summary>The largest value of the training rows; null if it is unknown.</summary>
    public double? Highest { get; init; }

    private static readonly DateTime Origin = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <inheritdoc/>
    public override int Width => 1 + Bins.Count + (HasMissing ? 1 : 0);

    /// <summary>The numbers of a table that are encoded; NaN where a cell is missing.</summary>
    /// <exception cref="ArgumentException">The table has no such column, or it holds texts.</exception>
    internal double[] NumbersIn(Table table)
    {
        double[] values = table.Numbers(Name);
        if (Min is not null || Max is not null)
        {
            double min = Min ?? double.NegativeInfinity, max = Max ?? double.PositiveInfinity;
            values = [.. values.Select(v => Math.Clamp(v, min, max))];
        }
        return Part == CalendarPart.None ? values : [.. values.Select(v => PartOf(v, Part))];
    }

    /// <summary>A part of a time in days since 1970; NaN of NaN, and of what no calendar has.</summary>
    internal static double PartOf(double days, CalendarPart part)
    {
        double ticks = Math.Round(days * TimeSpan.TicksPerDay);
        // Below, because the last tick is rounded up to the year 10000.
        if (!(ticks >= (DateTime.MinValue - Origin).Ticks && ticks < (double)(DateTime.MaxValue - Origin).Ticks))
            return double.NaN;
        DateTime time = Origin.AddTicks((long)ticks);
        return part switch
        {
            CalendarPart.Month => time.Month,
            CalendarPart.Weekday => ((int)time.DayOfWeek + 6) % 7,
            CalendarPart.Hour => time.TimeOfDay.TotalHours,
            _ => days,
        };
    }
}
