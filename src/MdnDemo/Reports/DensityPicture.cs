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

    /// <summary>A note for a logarithmic axis.</summary>
    public const string LogarithmicNote = "The axis is logarithmic; the region is the shortest on a linear one.";

    // The probability outside the axis is too small to be visible.
    private const double Outside = 5e-3;

    // Less probability than this beside the spikes would look like much at its own scale.
    private const double MinBeside = 0.05;

    // At most one label in this many columns.
    private const int ColumnsOfLabel = 9;

    // From nothing to a full cell.
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const string Letters = " .:#";

    /// <summary>
    /// Draws the density. A value with a probability of its own is a spike that is cut off at the top, so that the rest
    /// is visible.
    /// </summary>
    /// <param name="observation">How its values were observed.</param>
    /// <param name="region">Its region, as intervals.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="isAscii">Whether the picture is in ASCII.</param>
    public static IReadOnlyList<string> Draw(ScalarDistribution distribution, TargetObservation observation,
        IReadOnlyList<Interval> region, int width, bool isAscii)
    {
        AxisScale scale = Scale(distribution, observation, width);
        double[] edges = [.. scale.Edges(width).Select(scale.Value)];
        var (bars, full) = Bars(distribution, observation, scale, width);
        string glyphs = isAscii ? Letters : Blocks;
        int steps = glyphs.Length - 1;
        int[] heights = [.. bars.Select(b => (int)Math.Round(Height * steps * Math.Min(1, b / full)))];
        List<string> lines = [];
        for (int line = Height - 1; line >= 0; line--)
            lines.Add(string.Concat(heights.Select(h => glyphs[Math.Clamp(h - line * steps, 0, steps)])));
        lines.Add(string.Concat(Enumerable.Range(0, width).Select(i =>
            region.Any(r => r.Lower <= edges[i + 1] && r.Upper >= edges[i]) ? isAscii ? '=' : '━' : ' ')));
        lines.AddRange(Axis(scale, width, isAscii));
        if (scale.IsLogarithmic)
            lines.Add(LogarithmicNote);
        return [.. lines.Select(line => line.TrimEnd())];
    }

    /// <summary>The mean density in each column, and the density of a full column.</summary>
    private static (double[] Bars, double Full) Bars(ScalarDistribution distribution, TargetObservation observation,
        AxisScale scale, int width)
    {
        var axis = new AxisCells(scale, observation);
        double[] densities = [.. new DensityCells(axis, distribution.Cdf).Densities];
        bool[] isSpike = [.. axis.HoldMasses];
        Range[] columns = [.. Enumerable.Range(0, width)
            .Select(i => (i * AxisCells.Count / width)..((i + 1) * AxisCells.Count / width))];
        double[] bars = [.. columns.Select(cells => densities[cells].Average())];
        double[] others = [.. bars.Where((_, i) => !isSpike[columns[i]].Contains(true))];
        // If nearly all probability is in spikes, they count.
        return (bars, others.Sum() * (scale.High - scale.Low) / width > MinBeside ? others.Max() : bars.Max());
    }

    /// <summary>
    /// The axis, with room for a spike at an end, and around a single value. It is logarithmic where the distribution
    /// is positive with a long upper tail.
    /// </summary>
    private static AxisScale Scale(ScalarDistribution distribution, TargetObservation observation, int width)
    {
        var (low, high) = distribution.CentralInterval(1 - Outside);
        double halfCell = observation.Spacing / 2;
        bool isLogarithmic = low - halfCell > 0 && AxisScale.IsSkewed(
            distribution.Quantile(0.01), distribution.Quantile(0.5), distribution.Quantile(0.99));
        var scale = new AxisScale(0, 0, isLogarithmic, IsTime: false, Shown: 1);
        double room = low == high ? Math.Max(1, 1e-3 * Math.Abs(low)) : 0;
        (low, high) = (scale.Place(low - halfCell - room), scale.Place(high + halfCell + room));
        double forSpike = room == 0 && observation.PointMasses.Count > 0 ? (high - low) / width : 0;
        return scale with { Low = low - forSpike, High = high + forSpike };
    }

    private static string[] Axis(AxisScale scale, int width, bool isAscii)
    {
        var line = new StringBuilder(new string(isAscii ? '-' : '─', width));
        var labels = new StringBuilder(new string(' ', width));
        int free = 0;
        double room = (scale.High - scale.Low) * ColumnsOfLabel / width;
        foreach (double tick in scale.IsLogarithmic ? LogarithmicTicks(scale, room) : Ticks(scale, room))
        {
            double place = (scale.Place(tick) - scale.Low) / (scale.High - scale.Low);
            int column = Math.Min(width - 1, (int)(place * width));
            // Not 0.30000000000000004.
            string label = $"{tick:G15}";
            int start = Math.Clamp(column - label.Length / 2, 0, Math.Max(0, width - label.Length));
            if (start < free || start + label.Length > width)
                continue;
            line[column] = isAscii ? '+' : '┬';
            labels.Remove(start, label.Length).Insert(start, label);
            free = start + label.Length + 1;
        }
        return [line.ToString(), labels.ToString()];
    }

    /// <summary>Multiples of a round number.</summary>
    private static IEnumerable<double> Ticks(AxisScale scale, double room)
    {
        double step = Step(room);
        for (double tick = Math.Ceiling(scale.Low / step); tick * step <= scale.High; tick++)
            yield return Rounded(tick * step, step) + 0.0; // not −0
    }

    /// <summary>1, 2 and 5 of each decade, or fewer if they would be too close.</summary>
    private static IEnumerable<double> LogarithmicTicks(AxisScale scale, double room)
    {
        int[] digits = room <= Math.Log10(2) ? [1, 2, 5] : room <= Math.Log10(3) ? [1, 3] : [1];
        int step = Math.Max(1, (int)Math.Ceiling(room));
        return Enumerable.Range((int)Math.Floor(scale.Low), (int)Math.Ceiling(scale.High - scale.Low) + 1)
            .Where(decade => decade % step == 0)
            .SelectMany(decade => digits.Select(digit =>
                double.Parse($"{digit}E{decade}", CultureInfo.InvariantCulture)))
            .Where(tick => scale.Place(tick) >= scale.Low && scale.Place(tick) <= scale.High);
    }

    /// <summary>The least of …, 0.5, 1, 2, 5, 10, 20, … that is not less than a number.</summary>
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
