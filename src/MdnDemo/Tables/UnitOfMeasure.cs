namespace MdnDemo.Tables;

/// <summary>A unit of measure beside a number: 1.3 m, 20 °C, $5, 7 €.</summary>
internal static class UnitOfMeasure
{
    private const int MaxLength = 12;
    private const string Currencies = "$€£¥₹₽₩₺₫₴₪฿¢";

    // Before a number; other letters there make a code of it: A4, P-0001, COM 3.
    private static readonly HashSet<string> CurrencyCodes =
    [
        "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
        "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN",
        "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
    ];

    // What a number is made of, its sign and its exponent aside.
    private const string Numeric = "0123456789.,'’ \u00A0\u202F";

    /// <summary>
    /// Splits a cell, which has no spaces around it, into a number and its unit: a text behind it, or a currency before
    /// it, such as $, US$ and USD, behind a sign or a parenthesis: -$5 and ($5) are −5.
    /// </summary>
    /// <returns>Whether there is a unit; per cent is none.</returns>
    public static bool TrySplit(ReadOnlySpan<char> cell, out ReadOnlySpan<char> number, out ReadOnlySpan<char> unit)
    {
        number = cell;
        unit = default;
        if (cell.Length < 2)
            return false;
        int sign = NumberFormat.IsSign(cell[0]) ? 1 : 0;
        int place = cell[0] == '(' ? 1 : sign;
        int length = CurrencyLength(cell[place..]);
        if (length > 0)
        {
            ReadOnlySpan<char> amount = cell[(place + length)..].TrimStart();
            number = place == 0 ? amount : $"{cell[0]}{amount}";
            unit = cell.Slice(place, length);
            return StartsNumber(amount);
        }
        if (!StartsNumber(cell[sign..]))
            return false;
        int end = sign + 1;
        while (end < cell.Length && (Numeric.Contains(cell[end], StringComparison.Ordinal) || IsExponent(cell, end)))
            end += IsExponent(cell, end) ? 2 : 1;
        // 1.2K €.
        if (end + 2 < cell.Length && NumberFormat.IsFactor(cell[end]) && cell[end + 1] == ' '
            && CurrencyLength(cell[(end + 2)..]) == cell.Length - end - 2)
            end++;
        number = cell[..end].TrimEnd();
        unit = cell[end..].Trim();
        return unit.Length is > 0 and <= MaxLength && !"%:/-+_#(\"".Contains(unit[0], StringComparison.Ordinal)
            && !HasNumber(unit);
    }

    // As 1 mars 2024 and 5 ± 1 have; in m2 and CO2 it is part of a word.
    private static bool HasNumber(ReadOnlySpan<char> unit)
    {
        for (int i = 0; i < unit.Length; i++)
        {
            if (char.IsAsciiDigit(unit[i]) && (i == 0 || unit[i - 1] is ' ' or '\'' or '’'))
                return true;
        }
        return false;
    }

    private static int CurrencyLength(ReadOnlySpan<char> text)
    {
        int letters = 0;
        while (letters < Math.Min(3, text.Length) && char.IsAsciiLetterUpper(text[letters]))
            letters++;
        if (letters < text.Length && Currencies.Contains(text[letters], StringComparison.Ordinal))
            return letters + 1;
        return letters == 3 && CurrencyCodes.Contains(text[..3].ToString()) ? letters : 0;
    }

    private static bool StartsNumber(ReadOnlySpan<char> text) =>
        text.Length > 0 && (char.IsAsciiDigit(text[0])
            || (text.Length > 1 && char.IsAsciiDigit(text[1])
                && (text[0] is '.' or ',' || NumberFormat.IsSign(text[0]))));

    // The e of 1e5, and not that of 5 eV.
    private static bool IsExponent(ReadOnlySpan<char> cell, int at) =>
        cell[at] is 'e' or 'E' && at + 1 < cell.Length
        && (char.IsAsciiDigit(cell[at + 1])
            || (cell[at + 1] is '-' or '+' && at + 2 < cell.Length && char.IsAsciiDigit(cell[at + 2])));
}
