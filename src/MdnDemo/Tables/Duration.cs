using System.Globalization;

namespace MdnDemo.Tables;

/// <summary>
/// A duration: 36:15:00, 36:15 in hours and minutes, 1 day 12:15:00 as databases write it, 19:30 in minutes and seconds
/// beside 1:02:15, or 1h 30m and PT1H30M of ISO 8601.
/// </summary>
internal static class Duration
{
    private const int HoursPerDay = 24, MinutesPerHour = 60, SecondsPerDay = 24 * 60 * 60;

    private const int Hour = 2;
    private static readonly (string[] Names, double Seconds)[] Units =
    [
        (["w", "wk", "wks", "week", "weeks"], 7 * SecondsPerDay), (["d", "day", "days"], SecondsPerDay),
        (["h", "hr", "hrs", "hour", "hours"], MinutesPerHour * MinutesPerHour),
        (["m", "min", "mins", "minute", "minutes"], MinutesPerHour),
        (["s", "sec", "secs", "second", "seconds"], 1), (["ms", "msec"], 1e-3),
    ];

    /// <summary>Parses a cell, which has no spaces around it, to days.</summary>
    /// <param name="hasSeconds">Whether it must have seconds, or must have none: 36:15 may be read in two ways where
    /// others of its column have them.</param>
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

    /// <summary>Parses numbers with units, from weeks to milliseconds: 1h 30m, 2 days, 1h30, P1DT2H30M.</summary>
    /// <param name="cell">The cell, which has no spaces around it.</param>
    /// <param name="isPlain">Whether it is nothing else: 5 m is a length too.</param>
    public static bool TryParseUnits(ReadOnlySpan<char> cell, out double days, out bool isPlain)
    {
        (days, isPlain) = (0, false);
        int sign = cell is ['-' or '−', ..] ? -1 : 1, parts = 0, last = -1;
        cell = cell[(cell is ['-' or '−' or '+', ..] ? 1 : 0)..];
        bool isIso = cell is ['P', _, _, ..];
        // Before the T of ISO 8601 an M is a month, whose length is not known.
        bool isBeforeTime = isIso;
        cell = isIso ? cell[1..] : cell;
        while (cell.Length > 0)
        {
            if (isBeforeTime && cell[0] == 'T')
            {
                isBeforeTime = false;
                cell = cell[1..];
            }
            int digits = 0;
            while (digits < cell.Length && (char.IsAsciiDigit(cell[digits]) || cell[digits] == '.'))
                digits++;
            if (!double.TryParse(cell[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out double value))
                return false;
            cell = cell[digits..].TrimStart();
            int letters = 0;
            while (letters < cell.Length && char.IsAsciiLetter(cell[letters]))
                letters++;
            string name = isIso ? cell[..Math.Min(1, letters)].ToString().ToLowerInvariant()
                : cell[..letters].ToString();
            // 1h30 leaves the last unit out.
            int unit = letters == 0 && cell.Length == 0 && digits == 2 && last == Hour ? Hour + 1
                : Array.FindIndex(Units, u => u.Names.Contains(name));
            if (unit <= last || isBeforeTime != (isIso && unit < Hour))
                return false;
            (last, days, parts) = (unit, days + sign * value * Units[unit].Seconds / SecondsPerDay, parts + 1);
            cell = cell[(isIso ? Math.Min(1, letters) : letters)..].TrimStart(" ,");
        }
        isPlain = isIso || parts > 1;
        return parts > 0;
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
