using System.Globalization;

namespace MdnDemo.Tables;

/// <summary>A part of a year that is no day: a month, a quarter Q1, a half H1, or a week W05 of ISO 8601.</summary>
internal static class CalendarPeriod
{
    // Other pairs of numbers are codes.
    private const int MinYear = 1500, MaxYear = 2500;

    /// <summary>Its first day.</summary>
    /// <param name="year">The year, in four digits.</param>
    /// <param name="period">The period: 03, Mar, März, Q1, H1, W05, or a day of a week: W05-1 is its Monday.</param>
    public static bool TryParse(ReadOnlySpan<char> year, ReadOnlySpan<char> period, out DateTime day)
    {
        day = default;
        int number = year.Length == 4 ? Number(year) : -1;
        if (number is < MinYear or > MaxYear || period.Length == 0)
            return false;
        if (period[0] is 'W' or 'w')
            return TryParseWeek(number, period[1..], out day);
        int month = period switch
        {
            ['Q' or 'q', >= '1' and <= '4'] => 3 * (period[1] - '0') - 2,
            ['H' or 'h', '1' or '2'] => 6 * (period[1] - '0') - 5,
            _ => Month(period),
        };
        if (month is < 1 or > 12)
            return false;
        day = new DateTime(number, month, 1, 0, 0, 0, DateTimeKind.Utc);
        return true;
    }

    /// <summary>A month, by its number or its name; 0 or less for none.</summary>
    public static int Month(ReadOnlySpan<char> text) =>
        char.IsAsciiDigit(text[0]) ? Number(text) : CalendarNames.Month(text);

    /// <summary>A number of at most four digits; -1 for none.</summary>
    public static int Number(ReadOnlySpan<char> text) =>
        text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : -1;

    // A week without a day is its Monday.
    private static bool TryParseWeek(int year, ReadOnlySpan<char> text, out DateTime day)
    {
        day = default;
        int weekday = 1;
        if (text.Length == 3 || text is [_, _, '-', _])
        {
            weekday = Number(text[^1..]);
            text = text[..2];
        }
        int week = text.Length is 1 or 2 ? Number(text) : -1;
        if (weekday is < 1 or > 7 || week < 1 || week > ISOWeek.GetWeeksInYear(year))
            return false;
        day = DateTime.SpecifyKind(ISOWeek.ToDateTime(year, week, (DayOfWeek)(weekday % 7)), DateTimeKind.Utc);
        return true;
    }
}
