using System.Globalization;
using static MdnDemo.Tables.CalendarPeriod;

namespace MdnDemo.Tables;

/// <summary>In which order the dates or times of a column are written, with a time of day or without.</summary>
internal sealed class TimeFormat
{
    /// <summary>2024-03-25 and 2024-03-25 14:30.</summary>
    public static readonly TimeFormat YearFirst = new("year-month-day");

    /// <summary>25.3.2024.</summary>
    public static readonly TimeFormat DayFirst = new("day-month-year");

    /// <summary>3/25/2024.</summary>
    public static readonly TimeFormat MonthFirst = new("month-day-year");

    /// <summary>20240325, which is a number elsewhere.</summary>
    public static readonly TimeFormat Compact = new("yearmonthday");

    /// <summary>202403, which is a number elsewhere.</summary>
    public static readonly TimeFormat CompactMonth = new("yearmonth");

    /// <summary>14:30:15, a time of any day.</summary>
    public static readonly TimeFormat ClockSeconds = new("hour:minute:second");

    /// <summary>14:30, a time of any day, with seconds or without.</summary>
    public static readonly TimeFormat Clock = new("hour:minute");

    /// <summary>36:15, a time that passed.</summary>
    public static readonly TimeFormat Hours = new("hours:minutes");

    /// <summary>36:15:00, a time that passed.</summary>
    public static readonly TimeFormat Seconds = new("hours:minutes:seconds");

    /// <summary>1:02:15 and 19:30, a time that passed, whose hours are left out where there are none.</summary>
    public static readonly TimeFormat Minutes = new("[hours:]minutes:seconds");

    /// <summary>1h 30m and PT1H30M, a time that passed.</summary>
    public static readonly TimeFormat Units = new("1d 2h 30m 15s");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<TimeFormat> All =
        [YearFirst, DayFirst, MonthFirst, Compact, CompactMonth, ClockSeconds, Clock, Hours, Seconds, Minutes, Units];

    private const int MinCompactYear = 1900, MaxCompactYear = 2100;

    private static readonly DateTime Origin = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Clocks =
        ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "H:mm:ss,FFFFFFF", "h:mm tt", "h:mm:ss tt", "h:mmtt"];

    // Of a second; pandas and databases write two more.
    private const int MaxDecimals = 7;

    private TimeFormat(string name) => Name = name;

    /// <summary>The order, which names it.</summary>
    public string Name { get; }

    /// <summary>Whether it is of times that passed, which have no place in a calendar.</summary>
    public bool IsDuration => this == Hours || this == Seconds || this == Minutes || this == Units;

    /// <summary>Whether it is of days in a calendar.</summary>
    public bool IsDate => this != Clock && this != ClockSeconds && !IsDuration;

    /// <summary>Whether its cells are numbers elsewhere.</summary>
    public bool IsNumberElsewhere => this == Compact || this == CompactMonth;

    /// <summary>
    /// The same for another table of the column, where cells may be written otherwise if they cannot be mistaken: 19:30
    /// is none of them, which may be hours or minutes.
    /// </summary>
    public bool TryParseLater(ReadOnlySpan<char> cell, out double days) =>
        TryParse(cell, out days) || (IsDate ? YearFirst.TryParse(cell, out days) || Compact.TryParse(cell, out days)
            : Seconds.TryParse(cell, out days) || Units.TryParse(cell, out days));

    /// <summary>The days since 1970 of a cell, which has no spaces around it; of a clock, since midnight.</summary>
    public bool TryParse(ReadOnlySpan<char> cell, out double days)
    {
        days = 0;
        if (cell.Length is < 2 or > 40)
            return false;
        if (this == Units)
            return Duration.TryParseUnits(cell, out days, out _);
        if (cell.Length < 4)
            return false;
        // 2024Q1 and 2024W05.
        if (this == YearFirst && cell.Length is 6 or 7 && TryParsePeriod(cell[..4], cell[4..], out days))
            return true;
        if (this == Compact)
            return TryParseCompact(cell, out days);
        if (this == CompactMonth)
            return cell.Length == 6 && Number(cell[..4]) is >= MinCompactYear and <= MaxCompactYear
                && TryParsePeriod(cell[..4], cell[4..], out days);
        if (this == Minutes)
            return Duration.TryParseShort(cell, out days);
        if (IsDuration)
            return Duration.TryParse(cell, hasSeconds: this == Seconds, out days);
        // 20240325T143000Z.
        if (this == YearFirst && cell.Length > 12 && cell[8] is 'T' or ' ' && TryParseCompact(cell[..8], out days))
            return TryAddClock(WithColons(cell[9..]), ref days);
        if (cell.IndexOfAny("-/.: ") < 1)
            return false;
        if (!IsDate)
            return TryParseClock(cell, out days, out bool hasSeconds) && (hasSeconds || this == Clock);
        cell = WithYearBeforeClock(cell);
        int end = DateLength(cell);
        if (!TryParseDate(cell[..end], out days))
            return false;
        ReadOnlySpan<char> rest = cell[end..].TrimStart(" T");
        return rest.Length == 0 || TryAddClock(rest, ref days);
    }

    private static bool TryAddClock(ReadOnlySpan<char> clock, ref double days)
    {
        bool isClock = TryParseClock(clock, out double time, out _);
        days += time;
        return isClock;
    }

    // 143000Z is 14:30:00Z.
    private static ReadOnlySpan<char> WithColons(ReadOnlySpan<char> clock)
    {
        int digits = clock.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? clock.Length : digits;
        return digits == 4 ? $"{clock[..2]}:{clock[2..]}"
            : digits == 6 ? $"{clock[..2]}:{clock[2..4]}:{clock[4..]}" : clock;
    }

    // Mar 25 14:30:00 2024, as C and the command date write it, is Mar 25 2024 14:30:00.
    private static ReadOnlySpan<char> WithYearBeforeClock(ReadOnlySpan<char> cell)
    {
        int colon = cell.IndexOf(':'), clock = colon < 0 ? -1 : cell[..colon].LastIndexOf(' ');
        return clock > 0 && cell.Length > 5 && char.IsAsciiLetter(cell[0]) && cell[^5] == ' ' && Number(cell[^4..]) > 0
            ? $"{cell[..clock]} {cell[^4..]}{cell[clock..^5]}" : cell;
    }

    // Of all numbers of eight digits one in a thousand is a day near ours: a column of them is no accident.
    private static bool TryParseCompact(ReadOnlySpan<char> cell, out double days)
    {
        DateTime day = Origin;
        bool isDay = cell.Length == 8 && cell[0] is '1' or '2'
            && DateTime.TryParseExact(cell, "yyyyMMdd", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out day)
            && day.Year is >= MinCompactYear and <= MaxCompactYear;
        days = (day - Origin).TotalDays;
        return isDay;
    }

    // A date ends where a time begins: behind a T, or a space with a colon behind it.
    private static int DateLength(ReadOnlySpan<char> cell)
    {
        int colon = cell.IndexOf(':');
        if (colon < 0)
            return cell.Length;
        int end = cell[..colon].LastIndexOfAny(" T");
        return end < 0 ? cell.Length : end;
    }

    private bool TryParseDate(ReadOnlySpan<char> date, out double days)
    {
        days = 0;
        Span<Range> parts = stackalloc Range[4];
        int count = Split(date, parts);
        // "Mon, 25 Mar 2024", as mails and web servers write it.
        if (count == 4 && CalendarNames.IsWeekday(date[parts[0]]))
        {
            parts = parts[1..];
            count--;
        }
        // 3,2024 is a number.
        if (count == 2 && (date.IndexOfAny(".,") < 0 || char.IsLetter(date[0])))
        {
            ReadOnlySpan<char> first = date[parts[0]], second = date[parts[1]];
            return this == YearFirst ? TryParsePeriod(first, second, out days)
                : this == MonthFirst && TryParsePeriod(second, first, out days);
        }
        if (count != 3)
            return false;
        ReadOnlySpan<char> a = date[parts[0]], b = date[parts[1]], c = date[parts[2]];
        // 2024-W05-1.
        if (this == YearFirst && b[0] == 'W')
            return TryParsePeriod(a, date[parts[1].Start..], out days);
        var (year, month, day) = this == YearFirst ? (Number(a), Month(b), Number(c))
            : char.IsLetter(a[0]) ? (Year(c), Month(a), Day(b))
            : this == MonthFirst && !char.IsLetter(b[0]) ? (Year(c), Number(a), Number(b))
            : (Year(c), Month(b), Day(a));
        bool hasYear = this == YearFirst ? a.Length == 4 : c.Length is 4 or 2;
        if (!hasYear || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1
            || day > DateTime.DaysInMonth(year, month))
            return false;
        days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - Origin).TotalDays;
        return true;
    }

    // How many parts a date has; 0 if more than there is room for.
    private static int Split(ReadOnlySpan<char> date, Span<Range> parts)
    {
        int count = 0;
        foreach (Range part in date.SplitAny("-/. ,"))
        {
            // 25 de marzo de 2024.
            if (date[part].Length == 0 || date[part] is "de")
                continue;
            if (count == parts.Length)
                return 0;
            parts[count++] = part;
        }
        return count;
    }

    // 2024-03, 2024-Q1, 2024-W05, 03/2024 and Mar 2024, which are their first day.
    private static bool TryParsePeriod(ReadOnlySpan<char> year, ReadOnlySpan<char> period, out double days)
    {
        bool isPeriod = CalendarPeriod.TryParse(year, period, out DateTime day);
        days = isPeriod ? (day - Origin).TotalDays : 0;
        return isPeriod;
    }

    // 25, 25th and 1er.
    private static int Day(ReadOnlySpan<char> text) => Number(text is [.., 's', 't'] or [.., 'n', 'd'] or [.., 'r', 'd']
        or [.., 't', 'h'] or ['1', 'e', 'r'] ? text[..^2] : text);

    // Two digits are those of a year near ours.
    private static int Year(ReadOnlySpan<char> text) =>
        Number(text) is int year && text.Length == 2 && year >= 0 ? year + (year < 70 ? 2000 : 1900) : Number(text);

    private static bool TryParseClock(ReadOnlySpan<char> text, out double days, out bool hasSeconds)
    {
        (days, hasSeconds) = (0, false);
        double shift = 0;
        if (text is [.., 'Z'])
            text = text[..^1];
        else if (text.EndsWith(" UTC") || text.EndsWith(" GMT"))
            text = text[..^4];
        else if (text.LastIndexOfAny("+-") is int sign and > 3)
        {
            ReadOnlySpan<char> zone = text[(sign + 1)..];
            int hours = Number(zone[..Math.Min(2, zone.Length)]);
            int minutes = zone.Length > 2 ? Number(zone[2..].TrimStart(':')) : 0;
            if (hours < 0 || minutes is < 0 or > 59)
                return false;
            shift = (text[sign] == '-' ? 1 : -1) * (hours + minutes / 60.0) / 24;
            text = text[..sign];
        }
        if (text.LastIndexOfAny(".,") is int point and > 0 && text.Length > point + 1 + MaxDecimals
            && !text[(point + 1)..].ContainsAnyExceptInRange('0', '9'))
            text = text[..(point + 1 + MaxDecimals)];
        if (!TimeOnly.TryParseExact(text.TrimEnd(), Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out TimeOnly time))
            return false;
        days = time.ToTimeSpan().TotalDays + shift;
        hasSeconds = text.Count(':') == 2;
        return true;
    }
}
