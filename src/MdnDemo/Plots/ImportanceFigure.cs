using MixtureDensity;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>The permutation importance: a bar for each input with its standard error, the largest on top.</summary>
internal static class ImportanceFigure
{
    private const int MaxBars = 20;
    private const float RoomForNames = 300;
    private const double Thickness = 0.7;

    /// <param name="importances">The importances, the largest first.</param>
    public static Plot Draw(IReadOnlyList<InputImportance> importances)
    {
        // One row has no standard error.
        InputImportance[] shown = [.. importances.Take(MaxBars).Select(i => double.IsNaN(i.Rise.StandardError)
            ? i with { Rise = i.Rise with { StandardError = 0 } } : i)];
        string rest = importances.Count > MaxBars
            ? $" (the first {MaxBars} of {importances.Count})" : "";
        Plot plot = Style.Figure($"Permutation importance{rest}",
            "rise of the negative log-likelihood when shuffled, nats", "");
        double[] places = [.. shown.Select((_, i) => (double)(shown.Length - 1 - i))];
        foreach (var (importance, place) in shown.Zip(places))
        {
            ScottPlot.Plottables.BarPlot bar = plot.Add.Bar(new Bar
            {
                Position = place,
                Value = importance.Rise.Mean,
                Size = Thickness,
                FillColor = Style.Blue,
                LineWidth = 0,
            });
            bar.Horizontal = true;
            var (mean, error) = importance.Rise;
            plot.Add.Line(mean - error, place, mean + error, place).LineStyle =
                new LineStyle(3, Style.Ink, LinePattern.Solid);
        }
        plot.NameLine("± standard error", Style.Ink, 3, LinePattern.Solid);
        LabelStyle letters = plot.Axes.Left.TickLabelStyle;
        string[] names = Lettering.Fit(
            letters, [.. shown.Select(s => string.Join(", ", s.Columns))], RoomForNames, maxLines: 2);
        plot.Axes.Left.TickGenerator = new NumericManual(places, names);
        double least = Math.Min(0, shown.Min(s => s.Rise.Mean - s.Rise.StandardError)),
            most = shown.Max(s => s.Rise.Mean + s.Rise.StandardError);
        double margin = 0.04 * (most - least);
        plot.Axes.SetLimits(least < 0 ? least - margin : 0, most + margin, -0.6, shown.Length - 0.4);
        return plot;
    }
}
