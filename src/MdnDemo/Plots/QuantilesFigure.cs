using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>
/// A fan of predicted quantiles with the data: over the input where there is one, over the rows in order of their
/// median elsewhere.
/// </summary>
internal static class QuantilesFigure
{
    private const int Places = 300;

    // The pairs that bound the central intervals, the widest first.
    private static readonly (double Lower, double Upper, string Name)[] Bands =
        [(0.025, 0.975, "95 %"), (0.1, 0.9, "80 %"), (0.25, 0.75, "50 %")];

    public static Plot Draw(TrainingTable table, DensityModel model, int target)
    {
        string name = table.Targets[target];
        bool hasOneNumber = FitPictures.HasOneNumber(table);
        Table shown = hasOneNumber ? Grid(table) : EveryNth(table.Rows);
        MixtureBatch rows = model.Predict(shown);
        ScalarMixture[] mixtures = [.. Enumerable.Range(0, rows.Count).Select(row => rows.Marginal(row, target))];
        double[] medians = [.. mixtures.AsParallel().AsOrdered().Select(m => m.Quantile(0.5))];
        int[] order = [.. Enumerable.Range(0, medians.Length)];
        if (!hasOneNumber)
            Array.Sort([.. medians], order);
        double[] x = hasOneNumber ? shown.Numbers(table.Inputs[0]) : [.. order.Select((_, i) => (double)i)];

        Plot plot = Style.Figure(
            hasOneNumber ? $"Quantiles of {name} given {table.Inputs[0]}" : $"Quantiles of {name}, row by row",
            hasOneNumber ? table.Inputs[0] : "rows, in order of the predicted median", name);
        foreach (var (lower, upper, level) in Bands)
        {
            double[] low = Quantiles(lower), high = Quantiles(upper);
            ScottPlot.Plottables.FillY band = plot.Add.FillY(x, low, high);
            band.FillColor = Style.Blue.WithAlpha(0.2);
            band.LineWidth = 0;
        }
        plot.Add.ScatterLine(x, [.. order.Select(i => medians[i])], Style.Blue).LineWidth = 3;
        if (hasOneNumber)
            plot.AddCircles(table.Rows.Numbers(table.Inputs[0]), table.Rows.Numbers(name), Style.Red, 0.3, size: 7);
        else
            plot.AddCircles(x, [.. order.Select(i => shown.Numbers(name)[i])], Style.Red, 0.5, size: 6);
        plot.NameCircles("data", Style.Red);
        plot.NameLine("median", Style.Blue, 3, LinePattern.Solid);
        double opacity = 0;
        foreach (var (_, _, level) in Bands)
        {
            opacity = 1 - (1 - opacity) * 0.8;
            plot.NameLine(level, Style.Blue.WithAlpha(opacity), 14, LinePattern.Solid);
        }
        return plot;

        double[] Quantiles(double p) => [.. order.AsParallel().AsOrdered().Select(i => mixtures[i].Quantile(p))];
    }

    private static Table Grid(TrainingTable table)
    {
        double[] values = table.Rows.Numbers(table.Inputs[0]);
        double low = values.Min(), high = values.Max();
        return new Table([new NumericColumn(table.Inputs[0],
            [.. Enumerable.Range(0, Places).Select(i => low + (high - low) * i / (Places - 1))])]);
    }

    private static Table EveryNth(Table table)
    {
        int count = Math.Min(Places, table.Rows);
        return table.Select([.. Enumerable.Range(0, count).Select(i => (int)((long)i * table.Rows / count))]);
    }
}
