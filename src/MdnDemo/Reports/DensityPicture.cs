using System.Globalization;
using System.Text;
using MdnDemo.Plots;
using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>A density as lines of block characters, with its highest-density region and an axis below.</summary>
internal static class DensityPicture
{
    /// <summary>The lines of the bars.</summary>
    public const int Height = 6;

    // What lies outside is too little for the lowest block.
    private const double Outside = 5e-3;

    // A label for so many columns at most.
    private const int ColumnsOfLabel = 9;

    // From nothing to a full cell.
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const string Letters = " .:#";

    /// <summary>
    /// Draws it. A value with a probability of its own is a spike, which is cut off at the top: beside it nothing else
    /// would be seen.
    /// </summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="observation">How its values were observed.</param>
    /// <param name="region">Its region, as intervals.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="isAscii">Whether the picture is of plain letters only.</param>
    public static IReadOnlyList<string> Draw(ScalarDistribution distribution, TargetObservation observation,
        IReadOnlyList<Interval> region, int width, bool isAscii)
    {
        var (low, high) = Ends(distribution, observation, width);
        double cell = (high - low) / width;
        var (bars, full) = Bars(distribution, observation, low, high, width);
        string glyphs = isAscii ? Letters : Blocks;
        int steps = glyphs.Length - 1;
        int[] heights = [.. bars.Select(b => (int)Math.Round(Height * steps * Math.Min(1, b / full)))];
        List<string> lines = [];
        for (int line = Height - 1; line >= 0; line--)
            lines.Add(string.Concat(heights.Select(h => glyphs[Math.Clamp(h - line * steps, 0, steps)])));
        lines.Add(string.Concat(Enumerable.Range(0, width).Select(i =>
            region.Any(r => r.Lower <= low + (i + 1) * cell && r.Upper >= low + i * cell) ? isAscii ? '=' : '━'
                : ' ')));
        lines.AddRange(Axis(low, high, width, isAscii));
        return [.. lines.Select(line => line.TrimEnd())];
    }

    /// <summary>The mean density in each column, and that of a full one.</summary>
    private static (double[] Bars, double Full) Bars(ScalarDistribution distribution, TargetObservation observation,
        double low, double high, int width)
    {
        var axis = new AxisCells(new AxisScale(low, high, IsLogarithmic: false, IsTime: false, Shown: 1), observation);
        double[] densities = [.. new DensityCells(axis, distribution.Cdf).Densities];
        bool[] isSpike = [.. axis.HoldMasses];
        Range[] columns = [.. Enumerable.Range(0, width)
            .Select(i => (i * AxisCells.Count / width)..((i + 1) * AxisCells.Count / width))];
        double[] bars = [.. columns.Select(cells => densities[cells].Average())];
        double[] others = [.. bars.Where((_, i) => !isSpike[columns[i]].Contains(true))];
        // Where nearly all is spikes, they are what there is to see.
        return (bars, others.Sum() * (high - low) / width > Outside ? others.Max() : bars.Max());
    }

    /// <summary>The ends of the axis: with room for a spike at an end, and around a single value.</summary>
    private static (double Low, double High) Ends(
        ScalarDistribution distribution, TargetObservation observation, int width)
    {
        var (low, high) = distribution.CentralInterval(1 - Outside);
        double room = low == high ? Math.Max(1, 1e-3 * Math.Abs(low))
            : observation.PointMasses.Count > 0 ? (high - low) / width : 0;
        room += observation.Spacing / 2;
        return (low - room, high + room);
    }

    private static string[] Axis(double low, double high, int width, bool isAscii)
    {
        double step = Step((high - low) * ColumnsOfLabel / width);
        var line = new StringBuilder(new string(isAscii ? '-' : '─', width));
        var labels = new StringBuilder(new string(' ', width));
        int free = 0;
        for (double tick = Math.Ceiling(low / step); tick * step <= high; tick++)
        {
            int column = Math.Min(width - 1, (int)((tick * step - low) / (high - low) * width));
            // Not 0.30000000000000004.
            string label = Rounded(tick * step, step).ToString("G15", CultureInfo.InvariantCulture);
            int start = Math.Clamp(column - label.Length / 2, 0, Math.Max(0, width - label.Length));
            if (start < free || start + label.Length > width)
                continue;
            line[column] = isAscii ? '+' : '┬';
            labels.Remove(start, label.Length).Insert(start, label);
            free = start + label.Length + 1;
        }
        return [line.ToString(), labels.ToString()];
    }

    /// <summary>The least of 1, 2, 5, 10, 20, 50, … and their tenths that is not less.</summary>
    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * new[] { 1, 2, 5, 10 }.First(f => f * power >= least * (1 - 1e-9));
    }

    private static double Rounded(double value, double step)
    {
        int decimals = (int)Math.Ceiling(-Math.Log10(step));
        return decimals is > 0 and <= 15 ? Math.Round(value, decimals) : Math.Round(value / step) * step;
    }
}
