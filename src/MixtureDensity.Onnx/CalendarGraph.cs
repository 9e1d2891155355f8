namespace MixtureDensity.Onnx;

/// <summary>The parts of times in days since 1970, as the columns of a model have them.</summary>
/// <remarks>
/// In whole ticks of 100 nanoseconds since the year 1, as <see cref="DateTime"/> counts. The month is that of years
/// that begin in March, whose lengths of months follow a line.
/// Source: H. Hinnant, "chrono-compatible low-level date algorithms", 2013.
/// </remarks>
internal sealed class CalendarGraph
{
    private const long DaysOf400Years = 146_097;

    // From 1 March of the year 0.
    private const long DaysToYear1 = 306;

    private readonly GraphValue _isTime;
    private readonly GraphValue _days; // since the year 1
    private readonly GraphValue _ticksOfDay;

    /// <param name="days">Days since 1970, [N, 1].</param>
    public CalendarGraph(GraphValue days)
    {
        GraphValue ticks = (days * TimeSpan.TicksPerDay).Apply("Round");
        long origin = DateTime.UnixEpoch.Ticks;
        // NaN is outside too.
        _isTime = (ticks > Math.BitDecrement(-origin)) & (ticks < DateTime.MaxValue.Ticks - origin);
        GraphValue usable = _isTime.Choose(ticks, ticks.Graph.Scalar(ElementType.Double, 0));
        GraphValue sinceYear1 = usable.Cast(ElementType.Int64) + origin;
        _days = sinceYear1 / TimeSpan.TicksPerDay;
        _ticksOfDay = sinceYear1 - _days * TimeSpan.TicksPerDay;
    }

    /// <summary>A part, [N, 1]; NaN of NaN, and of what no calendar has.</summary>
    public GraphValue Part(CalendarPart part)
    {
        GraphValue value = part switch
        {
            CalendarPart.Month => Month().Cast(ElementType.Double),
            // The first day of the year 1 was a Monday.
            CalendarPart.Weekday => (_days - _days / 7 * 7).Cast(ElementType.Double),
            CalendarPart.Hour => _ticksOfDay.Cast(ElementType.Double) / TimeSpan.TicksPerHour,
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "No part of a calendar."),
        };
        return _isTime.Choose(value, value.Graph.Scalar(ElementType.Double, double.NaN));
    }

    private GraphValue Month()
    {
        GraphValue day = _days + DaysToYear1;
        GraphValue ofEra = day - day / DaysOf400Years * DaysOf400Years;
        GraphValue year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / (DaysOf400Years - 1)) / 365;
        GraphValue ofYear = ofEra - (year * 365 + year / 4 - year / 100);
        GraphValue sinceMarch = (ofYear * 5 + 2) / 153;
        return sinceMarch + 3 - (sinceMarch > 9).Cast(ElementType.Int64) * 12;
    }
}
