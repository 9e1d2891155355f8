using System.Globalization;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Warnings of inputs that the training rows did not cover.</summary>
internal static class CoverageWarnings
{
    // A TimeSpan is not much longer.
    private const double MaxDays = 1e6;

    /// <summary>Writes a line for each such input.</summary>
    public static void Write(InputCoverage coverage, TextWriter output)
    {
        foreach (UncoveredInput each in coverage.Uncovered)
            output.WriteLine(Line(each, coverage.Rows));
    }

    private static string Line(UncoveredInput uncovered, long rows)
    {
        string name = uncovered.Input.Name, where = rows == 1 ? ""
            : rows == uncovered.Rows ? string.Create(CultureInfo.InvariantCulture, $", in all {rows:N0} rows")
            : string.Create(CultureInfo.InvariantCulture, $", in {uncovered.Rows:N0} of {rows:N0} rows");
        return uncovered.Input is NumericEncoding numeric
            ? $"Warning: '{name}' is outside the range of the training rows, {Text(numeric, numeric.Lowest)} to "
                + $"{Text(numeric, numeric.Highest)}{where}; predictions there are extrapolations."
            : $"Warning: '{name}' has values that the model does not know, such as '{uncovered.Example}'{where}.";
    }

    // The range is known, or no number would be outside.
    private static string Text(NumericEncoding input, double? value)
    {
        double number = value!.Value;
        if (TimeFormat.All.FirstOrDefault(f => f.Name == input.Format) is not { } times)
            return number.ToString("G6", CultureInfo.InvariantCulture);
        if (times.IsDate)
            return DateTime.UnixEpoch.AddDays(number).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
                .Replace(" 00:00", "", StringComparison.Ordinal);
        return Math.Abs(number) < MaxDays
            ? TimeSpan.FromSeconds(Math.Round(number * 86_400, 3)).ToString("g", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{number:G6} days");
    }
}
