using System.Globalization;

namespace MdnDemo.Tables;

/// <summary>
/// A duration: 36:15:00, 36:15 in hours and minutes, 1 day 12:15:00 as databases write it, or 19:30 in minutes and
/// seconds beside 1:02:15.
/// </summary>
internal static class Duration
{
    private const int HoursPerDay = 24, MinutesPerHour = 60, SecondsPerDay = 24 * 60 * 60;

    /// <summary>Parses a cell, which has no spaces around it, to days.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="hasSeconds">Whether it must have seconds, or must have none: 36:15 may be read in two ways where
    /// others of its column have them.</param>
    /// <param name="days">The days.</param>
    public static bool TryParse(ReadOnlySpan<char> cell, bool hasSeconds, out double days)
    {
        int whole = 0;
        int word = hasSeconds ? cell.IndexOf(" day", StringComparison.Ordinal) : -1;
        if (word > 0)
        {
            if (!int.TryParse(cell[..word], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole))
            {
                days = 0;
                return false;
            }
            cell = cell[(word + " day".Length)..];
            cell = cell[(cell is ['s', ..] ? 1 : 0)..].TrimStart(" ,");
        }
        // 2 days have no clock.
        bool isDuration = TryParseClock(cell, hasSeconds, out days) || (word > 0 && cell.Length == 0);
        days += whole;
        return isDuration;
    }

    /// <summary>
    /// Parses a cell whose hours are left out where there are none, as in results of races: 1:02:15, and 19:30.5 in
    /// minutes and seconds.
    /// </summary>
    public static bool TryParseShort(ReadOnlySpan<char> cell, out double days)
    {
        days = 0;
        // 09:15:30 is written with two digits for its hours, as clocks are.
        return (cell is not ['0', _, ':', _, _, ':', ..] && TryParseClock(cell, hasSeconds: true, out days))
            || TryParseClock(cell, hasSeconds: true, out days, hasHours: false);
    }

    private static bool TryParseClock(ReadOnlySpan<char> cell, bool hasSeconds, out double days, bool hasHours = true)
    {
        days = 0;
        int sign = cell is ['-' or '−', ..] ? -1 : 1;
        if (cell is ['-' or '−' or '+', ..])
            cell = cell[1..];
        Span<Range> parts = stackalloc Range[4];
        int count = cell.Split(parts, ':');
        if (count != 1 + (hasHours ? 1 : 0) + (hasSeconds ? 1 : 0) || !TryParse(cell[parts[0]], out int hours))
            return false;
        int minutes = hours;
        if (!hasHours)
            hours = 0;
        else if (!TryParseSixtieth(cell[parts[1]], out minutes))
            return false;
        double seconds = 0;
        if (hasSeconds)
        {
            ReadOnlySpan<char> text = cell[parts[count - 1]];
            int point = text.IndexOf('.');
            if (!TryParseSixtieth(point < 0 ? text : text[..point], out _)
                || !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds))
                return false;
        }
        days = sign * (hours / (double)HoursPerDay + minutes / (double)(HoursPerDay * MinutesPerHour)
            + seconds / SecondsPerDay);
        return true;
    }

    private static bool TryParseSixtieth(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return text.Length == 2 && TryParse(text, out number) && number < MinutesPerHour;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
