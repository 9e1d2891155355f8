namespace MdnDemo.Tables;

/// <summary>A unit of measure beside a number: 1.3 m, 20 °C, $5, 7 €.</summary>
internal static class UnitOfMeasure
{
    private const int MaxLength = 12;
    private const string Currencies = "$€£¥₹₽₩₺₫₴₪฿¢";

    // What a number is made of, its sign and its exponent aside.
    private const string Numeric = "0123456789.,'’ \u00A0\u202F";

    /// <summary>
    /// Splits a cell, which has no spaces around it, into a number and its unit: a text behind it, or the sign of a
    /// currency before it, behind a sign or a parenthesis: -$5 and ($5) are −5.
    /// </summary>
    /// <returns>Whether there is a unit; per cent is none.</returns>
    public static bool TrySplit(ReadOnlySpan<char> cell, out ReadOnlySpan<char> number, out ReadOnlySpan<char> unit)
    {
        number = cell;
        unit = default;
        if (cell.Length < 2)
            return false;
        int sign = cell[0] is '-' or '+' or '−' ? 1 : 0;
        int place = cell[0] == '(' ? 1 : sign;
        if (place < cell.Length && Currencies.Contains(cell[place], StringComparison.Ordinal))
        {
            ReadOnlySpan<char> amount = cell[(place + 1)..].TrimStart();
            number = place == 0 ? amount : $"{cell[0]}{amount}";
            unit = cell.Slice(place, 1);
            return StartsNumber(amount);
        }
        if (!StartsNumber(cell[sign..]))
            return false;
        int end = sign + 1;
        while (end < cell.Length && (Numeric.Contains(cell[end], StringComparison.Ordinal) || IsExponent(cell, end)))
            end += IsExponent(cell, end) ? 2 : 1;
        number = cell[..end].TrimEnd();
        unit = cell[end..].TrimEnd();
        return unit.Length is > 0 and <= MaxLength && !"%:/-+_#(\"".Contains(unit[0], StringComparison.Ordinal);
    }

    private static bool StartsNumber(ReadOnlySpan<char> text) =>
        text.Length > 0 && (char.IsAsciiDigit(text[0])
            || (text.Length > 1 && text[0] is '.' or ',' or '-' or '−' && char.IsAsciiDigit(text[1])));

    // The e of 1e5, and not that of 5 eV.
    private static bool IsExponent(ReadOnlySpan<char> cell, int at) =>
        cell[at] is 'e' or 'E' && at + 1 < cell.Length
        && (char.IsAsciiDigit(cell[at + 1])
            || (cell[at + 1] is '-' or '+' && at + 2 < cell.Length && char.IsAsciiDigit(cell[at + 2])));
}
