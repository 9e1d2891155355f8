using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>An axis for logarithms, with the numbers themselves written on it.</summary>
internal static class LogarithmicAxis
{
    private const double FewDecades = 5;
    private const int MaxDecades = 16;

    // In pixels, for the numbers below the axes and between two of them.
    private const double RoomAcross = 690;
    private const double LetterWidth = 11;
    private const double Gap = 16;

    // Numbers outside have an exponent.
    private const double MinPlain = 1e-4;
    private const double MaxPlain = 1e7;

    private static readonly int[][] Digits = [[1, 2, 5], [1, 3], [1]];

    /// <summary>
    /// Labels 1, 2 and 5 of each decade between the limits, which are set by now, or as many numbers as have room.
    /// </summary>
    public static void LogarithmicTicks(this IAxis axis)
    {
        int first = (int)Math.Floor(axis.Min), last = (int)Math.Ceiling(axis.Max);
        int[] digits = axis.Edge is Edge.Bottom or Edge.Top
            ? Digits.FirstOrDefault(d => Width(d) <= RoomAcross, Digits[^1])
            : axis.Range.Span > FewDecades ? [1] : [1, 2, 5];
        int step = (int)Math.Ceiling(Math.Max((double)(last - first) / MaxDecades,
            axis.Edge is Edge.Bottom or Edge.Top ? Width(digits) / RoomAcross : 1));
        var ticks = new NumericManual();
        for (int decade = first; decade <= last; decade++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                if (digits.Contains(digit) && decade % step == 0)
                    ticks.AddMajor(Place(digit, decade), Text(digit, decade));
                else if (step == 1)
                    ticks.AddMinor(Place(digit, decade));
            }
        }
        axis.TickGenerator = ticks;
        axis.MinorTickStyle.Length = 4;

        double Width(int[] some) => Enumerable.Range(first, last - first + 1)
            .SelectMany(decade => some.Select(digit => (Place: Place(digit, decade), Text: Text(digit, decade))))
            .Where(tick => tick.Place >= axis.Min && tick.Place <= axis.Max)
            .Sum(tick => tick.Text.Length * LetterWidth + Gap);
    }

    private static double Place(int digit, int decade) => Math.Log10(digit) + decade;

    private static string Text(int digit, int decade)
    {
        double value = double.Parse($"{digit}E{decade}", CultureInfo.InvariantCulture);
        return value is >= MinPlain and < MaxPlain ? value.ToString("0.####", CultureInfo.InvariantCulture)
            : $"{digit}e{decade}";
    }
}
