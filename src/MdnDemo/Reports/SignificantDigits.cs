using System.Globalization;
using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>Formats numbers with the digits that are significant given their standard errors.</summary>
internal static class SignificantDigits
{
    private const int DigitsOfError = 2;
    private const int DigitsWithoutError = 4;

    // With more digits a number has an exponent.
    private const int MaxDecimals = 6;
    private const int MaxWholeDigits = 9;

    /// <summary>A value, and its standard error if there is one.</summary>
    public static string Text(Estimate estimate)
    {
        var (value, error) = Format(estimate);
        return error == "" ? value : $"{value} ± {error}";
    }

    /// <summary>A value with as many decimals as two significant digits of its standard error have.</summary>
    /// <returns>The value and the error; the error is empty if there is none.</returns>
    public static (string Value, string Error) Format(Estimate estimate)
    {
        var (value, error) = estimate;
        if (!double.IsFinite(error) || error <= 0)
            return (value.ToString($"G{DigitsWithoutError}", CultureInfo.InvariantCulture), "");
        int magnitude = (int)Math.Floor(Math.Log10(error)), decimals = DigitsOfError - 1 - magnitude;
        int whole = (int)Math.Floor(Math.Log10(Math.Max(Math.Abs(value), error)));
        if (decimals > MaxDecimals || whole >= MaxWholeDigits)
        {
            // The digits up to the last significant one.
            string mantissa = $"E{Math.Clamp(whole + decimals, 0, 15)}";
            return (value.ToString(mantissa, CultureInfo.InvariantCulture),
                error.ToString($"E{DigitsOfError - 1}", CultureInfo.InvariantCulture));
        }
        return (Rounded(value), Rounded(error));

        string Rounded(double number)
        {
            // Insignificant whole digits are zeros.
            double unit = Math.Pow(10, Math.Max(0, -decimals));
            double rounded = Math.Round(number / unit) * unit;
            return decimals < 0 ? rounded.ToString("N0", CultureInfo.InvariantCulture)
                : number.ToString($"N{decimals}", CultureInfo.InvariantCulture);
        }
    }
}
