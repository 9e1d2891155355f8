using System.Globalization;

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

    /// <summary>14:30, a time of any day.</summary>
    public static readonly TimeFormat Clock = new("hour:minute");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<TimeFormat> All = [YearFirst, DayFirst, MonthFirst, Clock];

    // Of a month without a day: other pairs of numbers are codes.
    private const int MinYear = 1500, MaxYear = 2500;

    private static readonly DateTime Origin = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Clocks =
        ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "h:mm tt", "h:mm:ss tt", "h:mmtt"];

    private TimeFormat(string name) => Name = name;

    /// <summary>The order, which names it.</summary>
    public string Name { get; }

    /// <summary>The days since 1970 of a cell, which has no spaces around it; of a clock, since midnight.</summary>
    public bool TryParse(ReadOnlySpan<char> cell, out double days)
    {
        days = 0;
        if (cell.Length is < 4 or > 40 || cell.IndexOfAny("-/.: ") < 1)
            return false;
        if (this == Clock)
            return TryParseClock(cell, out days);
        cell = WithoutWeekday(cell);
        int end = DateLength(cell);
        if (!TryParseDate(cell[..end], out days))
            return false;
        ReadOnlySpan<char> rest = cell[end..].TrimStart(" T");
        double time = 0;
        bool isTime = rest.Length == 0 || TryParseClock(rest, out time);
        days += time;
        return isTime;
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
        date = date.TrimEnd();
        int count = date.SplitAny(parts, "-/. ,", StringSplitOptions.RemoveEmptyEntries);
        // 3,2024 is a number.
        if (count == 2 && date.IndexOfAny(".,") < 0)
            return TryParseMonth(date[parts[0]], date[parts[1]], out days);
        if (count != 3)
            return false;
        ReadOnlySpan<char> a = date[parts[0]], b = date[parts[1]], c = date[parts[2]];
        var (year, month, day) = this == YearFirst ? (Number(a), Month(b), Number(c))
            : char.IsAsciiLetter(a[0]) ? (Year(c), Month(a), Number(b))
            : this == MonthFirst && !char.IsAsciiLetter(b[0]) ? (Year(c), Number(a), Number(b))
            : (Year(c), Month(b), Number(a));
        bool hasYear = this == YearFirst ? a.Length == 4 : c.Length is 4 or 2;
        if (!hasYear || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1
            || day > DateTime.DaysInMonth(year, month))
            return false;
        days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - Origin).TotalDays;
        return true;
    }

    // 2024-03, 2024-Q1, 03/2024 and Mar 2024, which are the first of the month.
    private bool TryParseMonth(ReadOnlySpan<char> first, ReadOnlySpan<char> second, out double days)
    {
        days = 0;
        if (this == DayFirst)
            return false;
        var (year, month) = this == YearFirst && first.Length == 4 ? (Number(first), Month(second))
            : this == MonthFirst && second.Length == 4 ? (Number(second), Month(first)) : (-1, -1);
        if (year is < MinYear or > MaxYear || month is < 1 or > 12)
            return false;
        days = (new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc) - Origin).TotalDays;
        return true;
    }

    // "Mon, 25 Mar 2024", as mails and web servers write it.
    private static ReadOnlySpan<char> WithoutWeekday(ReadOnlySpan<char> cell)
    {
        int end = cell.IndexOf(' ');
        ReadOnlySpan<char> name = end < 0 ? default : cell[..end].TrimEnd(',');
        if (name.Length < 3)
            return cell;
        foreach (string day in CultureInfo.InvariantCulture.DateTimeFormat.DayNames)
        {
            if (day.AsSpan().StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return cell[end..].TrimStart();
        }
        return cell;
    }

    private static int Number(ReadOnlySpan<char> text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : -1;

    // Two digits are those of a year near ours.
    private static int Year(ReadOnlySpan<char> text) =>
        Number(text) is int year && text.Length == 2 && year >= 0 ? year + (year < 70 ? 2000 : 1900) : Number(text);

    private static int Month(ReadOnlySpan<char> text)
    {
        if (char.IsAsciiDigit(text[0]))
            return Number(text);
        if (text is ['Q' or 'q', >= '1' and <= '4'])
            return 3 * (text[1] - '0') - 2;
        string name = text.ToString();
        int place = Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, month =>
            name.Length >= 3 && month.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return place + 1;
    }

    private static bool TryParseClock(ReadOnlySpan<char> text, out double days)
    {
        days = 0;
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
        if (!TimeOnly.TryParseExact(text.TrimEnd(), Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out TimeOnly time))
            return false;
        days = time.ToTimeSpan().TotalDays + shift;
        return true;
    }
}
