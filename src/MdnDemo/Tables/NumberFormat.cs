using System.Globalization;

namespace MdnDemo.Tables;

/// <summary>
/// How the numbers of a column are written. A per cent sign divides by 100 in all of them; (5) and 5- are −5, as
/// accountants write it.
/// </summary>
internal sealed class NumberFormat
{
    /// <summary>1234.5, as programs write it.</summary>
    public static readonly NumberFormat Invariant = new("1234.5", '.', "");

    /// <summary>1,234.5.</summary>
    public static readonly NumberFormat English = new("1,234.5", '.', ",");

    /// <summary>1.234,5 and 1234,5.</summary>
    public static readonly NumberFormat Comma = new("1234,5", ',', ".");

    /// <summary>12,34,567.5, in lakhs and crores.</summary>
    public static readonly NumberFormat Indian = new("12,34,567.5", '.', ",");

    /// <summary>All formats, the likeliest first.</summary>
    public static readonly IReadOnlyList<NumberFormat> All =
    [
        Invariant, English, Comma, new("1 234,5", ',', Spaces), new("1 234.5", '.', Spaces), Indian,
        new("1.2K", '.', ",", hasFactors: true), new("1,2K", ',', ".", hasFactors: true),
    ];

    // Also those that do not break a line, and the apostrophes of Switzerland.
    private const string Spaces = " '’\u00A0\u202F";
    private const int MaxLength = 64;

    private readonly string _groups;

    private readonly bool _hasFactors;

    private NumberFormat(string name, char point, string groups, bool hasFactors = false) =>
        (Name, Point, _groups, _hasFactors) = (name, point, groups, hasFactors);

    /// <summary>An example, which names the format.</summary>
    public string Name { get; }

    /// <summary>The decimal separator.</summary>
    public char Point { get; }

    /// <summary>Whether a unit is none, but a factor of this format: the K of 1.2K.</summary>
    public bool HasFactor(string unit) => _hasFactors && unit.Length == 1 && IsFactor(unit[0]);

    /// <summary>Whether a letter behind a number may be a factor.</summary>
    public static bool IsFactor(char letter) => FactorOf(letter) != 1;

    /// <summary>Whether a point in a number might separate thousands: 1.234, but not 0.126.
    /// </summary>
    public static bool LooksGrouped(ReadOnlySpan<char> cell) =>
        cell.Contains('.') && Comma.TryParse(cell, out _);

    /// <summary>Whether a letter is a sign before a number; text programs write a dash for a minus.</summary>
    public static bool IsSign(char letter) => letter is '-' or '+' or '−' or '–';

    /// <summary>The number in a cell, which has no spaces around it.</summary>
    public bool TryParse(ReadOnlySpan<char> cell, out double value)
    {
        bool isPercent = cell is [.., '%'];
        if (isPercent)
            cell = cell[..^1].TrimEnd();
        bool isNegated = cell is ['(', >= '0' and <= '9', .., ')'] or [>= '0' and <= '9', .., '-'];
        if (isNegated)
            cell = cell.Trim("()-");
        double factor = _hasFactors && cell.Length > 1 ? FactorOf(cell[^1]) : 1;
        if (factor != 1)
            cell = cell[..^1].TrimEnd();
        bool isNumber = this == Invariant ? TryParsePlain(cell, out value) : TryParseGrouped(cell, out value);
        value = (isNegated ? -value : value) / (isPercent ? 100 : 1) * factor;
        return isNumber;
    }

    // 1.2K beside 3M and 950, as amounts of money or of followers are shortened. Of 3m it is not known.
    private static double FactorOf(char letter) => letter switch { 'K' or 'k' => 1e3, 'M' => 1e6, 'B' => 1e9, _ => 1 };

    private static bool TryParsePlain(ReadOnlySpan<char> cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private bool TryParseGrouped(ReadOnlySpan<char> cell, out double value)
    {
        value = 0;
        if (cell.Length is 0 or > MaxLength)
            return false;
        Span<char> plain = stackalloc char[MaxLength];
        int length = 0, digits = 0, groups = 0, i = 0;
        if (IsSign(cell[0]))
            plain[length++] = cell[i++] == '+' ? '+' : '-';
        int first = length;
        for (; i < cell.Length; i++)
        {
            if (char.IsAsciiDigit(cell[i]))
            {
                plain[length++] = cell[i];
                digits++;
            }
            else if (_groups.Contains(cell[i], StringComparison.Ordinal) && IsGroupEnd(digits, groups, plain[first]))
                (groups, digits) = (groups + 1, 0);
            else
                break;
        }
        if (groups > 0 && digits != 3)
            return false;
        if (i < cell.Length && cell[i] == Point)
        {
            plain[length++] = '.';
            for (i++; i < cell.Length && char.IsAsciiDigit(cell[i]); i++)
                plain[length++] = cell[i];
        }
        if (i < cell.Length && (cell[i] is 'e' or 'E'))
        {
            foreach (char c in cell[i..])
                plain[length++] = c;
            i = cell.Length;
        }
        return i == cell.Length && TryParsePlain(plain[..length], out value);
    }

    // Groups have three digits, in India two but for the last one. The first is shorter or not, and does not begin
    // with 0.
    private bool IsGroupEnd(int digits, int groups, char first)
    {
        int full = this == Indian ? 2 : 3;
        return groups > 0 ? digits == full : digits >= 1 && digits <= full && first != '0';
    }
}
