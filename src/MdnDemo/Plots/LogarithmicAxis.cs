using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>An axis for logarithms, with the numbers themselves written on it.</summary>
internal static class LogarithmicAxis
{
    private const double FewDecades = 5;

    /// <summary>
    /// Labels the decades, or 1, 2 and 5 of each where the axis, whose limits are set by now, shows few of them.
    /// </summary>
    public static void LogarithmicTicks(this IAxis axis)
    {
        double[] digits = axis.Range.Span > FewDecades ? [1] : [1, 2, 5];
        var ticks = new NumericManual();
        for (int decade = -10; decade <= 10; decade++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double value = digit * Math.Pow(10, decade);
                if (digits.Contains(digit))
                    ticks.AddMajor(Math.Log10(value), value.ToString("0.##########", CultureInfo.InvariantCulture));
                else
                    ticks.AddMinor(Math.Log10(value));
            }
        }
        axis.TickGenerator = ticks;
        axis.MinorTickStyle.Length = 4;
    }
}
