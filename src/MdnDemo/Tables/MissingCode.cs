using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A number of several rows that is far from all others, as -9999 where nothing was measured.</summary>
/// <param name="Value">The number.</param>
/// <param name="Rows">The number of rows with it.</param>
/// <param name="Min">The least of the others.</param>
/// <param name="Max">The largest.</param>
internal sealed record MissingCode(double Value, int Rows, double Min, double Max)
{
    // The distance from the others, in lengths of the range that they span.
    private const double MinDistance = 10;
    private const double MinDistanceOfNines = 1;
    private const int MinRows = 2;
    private const int MinOthers = 10;

    /// <summary>The code of a column, or null. 0 is none: it is a value like others.</summary>
    public static MissingCode? Find(NumericColumn column)
    {
        double[] present = column.IsTime ? [] : [.. column.Values.Where(double.IsFinite)];
        return present.Length == 0 ? null : Find(present, present.Min()) ?? Find(present, present.Max());
    }

    private static MissingCode? Find(double[] present, double value)
    {
        if (value == 0 || present.Count(v => v == value) is var rows && rows < MinRows)
            return null;
        double[] others = [.. present.Where(v => v != value)];
        if (others.Distinct().Take(MinOthers).Count() < MinOthers)
            return null;
        var code = new MissingCode(value, rows, others.Min(), others.Max());
        double distance = Math.Max(code.Min - value, value - code.Max);
        return distance > (IsOfNines(value) ? MinDistanceOfNines : MinDistance) * (code.Max - code.Min) ? code : null;
    }

    // 99, -999, 99.9.
    private static bool IsOfNines(double value)
    {
        string digits = $"{Math.Abs(value)}".Replace(".", "", StringComparison.Ordinal);
        return digits.Length > 1 && digits.All(c => c == '9');
    }
}
