using System.Globalization;

namespace MdnDemo.Tables;

/// <summary>A duration: 36:15:00, 36:15 in hours and minutes, or 1 day 12:15:00 as databases write it.
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

    private static bool TryParseClock(ReadOnlySpan<char> cell, bool hasSeconds, out double days)
    {
        days = 0;
        int sign = cell is ['-' or '−', ..] ? -1 : 1;
        if (cell is ['-' or '−' or '+', ..])
            cell = cell[1..];
        Span<Range> parts = stackalloc Range[4];
        int count = cell.Split(parts, ':');
        if (count != (hasSeconds ? 3 : 2) || !TryParse(cell[parts[0]], out int hours)
            || !TryParseSixtieth(cell[parts[1]], out int minutes))
            return false;
        double seconds = 0;
        if (hasSeconds)
        {
            ReadOnlySpan<char> text = cell[parts[2]];
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
