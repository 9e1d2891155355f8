using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>An axis for logarithms, with the numbers themselves written on it.</summary>
internal static class LogarithmicAxis
{
    private const double FewDecades = 5;
    private const int MaxDecades = 16;

    // In pixels: the axes of a picture with the widest labels beside them, a digit, and two digits' distance.
    private const double RoomAcross = 690;
    private const double DigitWidth = 12;
    private const double Gap = 6;

    // Numbers outside have an exponent.
    private const double MinPlain = 1e-4;
    private const double MaxPlain = 1e7;

    private static readonly int[][] Digits = [[1, 2, 5], [1, 3], [1]];
    private static readonly int[] AllDigits = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>
    /// Labels 1, 2 and 5 of each decade between the limits, which are set by now, or as many numbers as have room; all
    /// digits where fewer than two of these are between the limits.
    /// </summary>
    public static void LogarithmicTicks(this IAxis axis)
    {
        int first = (int)Math.Floor(axis.Min), last = (int)Math.Ceiling(axis.Max), decades = last - first;
        var (digits, step) = axis.Edge is Edge.Bottom or Edge.Top
            ? Digits.Select(d => (d, 1)).Concat(Enumerable.Range(2, decades).Select(n => (Digits[^1], n)))
                .First(choice => choice.Item2 > decades || AreApart(Chosen(choice)))
            : axis.Range.Span <= FewDecades ? (HasTwo(Digits[0]) ? Digits[0] : AllDigits, 1)
            : (Digits[^1], (int)Math.Ceiling((double)decades / MaxDecades));
        var ticks = new NumericManual();
        foreach (var (place, text) in Chosen((digits, step)))
            ticks.AddMajor(place, text);
        for (int decade = first; decade <= last && step == 1; decade++)
        {
            foreach (int digit in AllDigits.Except(digits))
                ticks.AddMinor(Place(digit, decade));
        }
        axis.TickGenerator = ticks;
        axis.MinorTickStyle.Length = 4;

        (double Place, string Text)[] Chosen((int[] Digits, int Step) choice) =>
        [
            .. Enumerable.Range(first, decades + 1).Where(decade => decade % choice.Step == 0)
                .SelectMany(decade => choice.Digits.Select(digit => (Place(digit, decade), Text(digit, decade)))),
        ];

        bool HasTwo(int[] all) =>
            Chosen((all, 1)).Count(tick => tick.Place >= axis.Min && tick.Place <= axis.Max) > 1;

        bool AreApart((double Place, string Text)[] all) => all.Zip(all.Skip(1)).All(pair =>
            (pair.Second.Place - pair.First.Place) / axis.Range.Span * RoomAcross
                > DigitWidth * (pair.First.Text.Length + pair.Second.Text.Length) / 2 + Gap);
    }

    private static double Place(int digit, int decade) => Math.Log10(digit) + decade;

    private static string Text(int digit, int decade)
    {
        double value = double.Parse($"{digit}E{decade}", CultureInfo.InvariantCulture);
        return value is >= MinPlain and < MaxPlain ? value.ToString("0.####", CultureInfo.InvariantCulture)
            : $"{digit}e{decade}";
    }
}
