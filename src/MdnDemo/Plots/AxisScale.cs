using MixtureDensity;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>
/// The scale of an axis for the values of a column. It is logarithmic if the values are positive with a long upper
/// tail, and omits the outermost values if they would squeeze all others together.
/// </summary>
/// <param name="Low">The lower end, in places along the axis.</param>
/// <param name="High">The upper end.</param>
/// <param name="IsLogarithmic">Whether a place is a logarithm to base 10 of a value.</param>
/// <param name="IsTime">Whether the values are times.</param>
/// <param name="Shown">The part of the rows that are not omitted.</param>
internal sealed record AxisScale(double Low, double High, bool IsLogarithmic, bool IsTime, double Shown)
{
    // The fractions of the rows that an axis may omit at either end: the least one that makes the axis at most a
    // certain multiple of the range of the middle 90 % of the rows.
    private static readonly double[] Tails = [0, 0.005, 0.01, 0.025];
    private const double MaxStretch = 3;

    // The minimum ratio of the upper tail to the lower one, and the minimum number of decades.
    private const double MinSkew = 3;
    private const double MinDecades = 1;

    private const double Margin = 0.05;

    // Days from the first day of the ticks' calendar, 1899-12-30, to 1970-01-01.
    private const double DaysTo1970 = 25569;

    /// <summary>The scale for a column of numbers; missing ones have no place.</summary>
    public static AxisScale For(Table table, string name)
    {
        var column = (NumericColumn)table[name];
        // Around 0 if there is no number.
        double[] sorted = [.. column.Values.Where(double.IsFinite).DefaultIfEmpty().Order()];
        bool isLogarithmic = !column.IsTime && sorted[0] > 0
            && IsSkewed(Quantile(sorted, 0.01), Quantile(sorted, 0.5), Quantile(sorted, 0.99));
        var whole = new AxisScale(0, 0, isLogarithmic, column.IsTime, Shown: 1);
        double middle = At(0.95) - At(0.05);
        // If nine tenths are one value, nothing is omitted.
        double tail = middle == 0 ? 0
            : Tails.FirstOrDefault(t => At(1 - t) - At(t) <= MaxStretch * middle, Tails[^1]);
        double low = At(tail), high = At(1 - tail), length = high - low;
        // One value is in the middle of its axis.
        double margin = Margin * (length > 0 ? length : Math.Max(1, Math.Abs(low)));
        double shown = sorted.Select(whole.Place).Average(place => place >= low && place <= high ? 1.0 : 0);
        return whole with { Low = low - margin, High = high + margin, Shown = shown };

        double At(double p) => whole.Place(Quantile(sorted, p));
    }

    /// <summary>The place of a value.</summary>
    public double Place(double value) =>
        IsLogarithmic ? Math.Log10(value) : IsTime ? value + DaysTo1970 : value;

    /// <summary>The value at a place.</summary>
    public double Value(double place) =>
        IsLogarithmic ? Math.Pow(10, place) : IsTime ? place - DaysTo1970 : place;

    /// <summary>The places that cut the axis into equal cells.</summary>
    public double[] Edges(int cells) => [.. Enumerable.Range(0, cells + 1).Select(i => Low + (High - Low) * i / cells)];

    /// <summary>The places in the middle of equal cells.</summary>
    public double[] Centers(int cells) =>
        [.. Enumerable.Range(0, cells).Select(i => Low + (High - Low) * (i + 0.5) / cells)];

    /// <summary>The label of an axis.</summary>
    public string Label(string name) => Shown < 1
        ? $"{name} (middle {Math.Min(Shown, 0.99):P0} of the rows)" : name;

    /// <summary>Sets the limits and ticks of an axis.</summary>
    public void Apply(IAxis axis)
    {
        (axis.Min, axis.Max) = (Low, High);
        if (IsLogarithmic)
            axis.LogarithmicTicks();
        if (IsTime)
            axis.TickGenerator = new DateTimeAutomatic();
    }

    /// <summary>Whether positive values with these 1, 50 and 99 % quantiles are better seen by their logarithms.
    /// </summary>
    public static bool IsSkewed(double low, double middle, double high)
    {
        double skew = (high - middle) / (middle - low);
        double ofLogarithms = Math.Log(high / middle) / Math.Log(middle / low);
        return skew > MinSkew && Math.Max(ofLogarithms, 1 / ofLogarithms) < skew
            && Math.Log10(high / low) > MinDecades;
    }

    private static double Quantile(double[] sorted, double p) => sorted[(int)Math.Round(p * (sorted.Length - 1))];
}
