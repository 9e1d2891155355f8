using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Plottables;

namespace MdnDemo.Plots;

/// <summary>
/// The highest-density regions of a target, which are several bands where the density has several modes, with the data.
/// </summary>
/// <remarks>Source: R. J. Hyndman, "Computing and graphing highest density regions", 1996.</remarks>
internal static class RegionsFigure
{
    private const double Opacity = 0.2;

    // From the widest to the narrowest; the medians look at the one between.
    private static readonly double[] Levels = [0.95, 0.8, 0.5];

    public static Plot Draw(TrainingTable table, DensityModel model, int target)
    {
        string name = table.Targets[target];
        AxisScale scale = AxisScale.For(table.Rows, name);
        var cells = new AxisCells(scale, model.Schema.Targets[target].Observation);
        var across = HorizontalAxis.For(table, model, target);
        MixtureBatch rows = model.Predict(across.Inputs);
        ScalarDistribution[] mixtures = [.. Enumerable.Range(0, rows.Count).Select(row => rows.Marginal(row, target))];
        Interval[][][] regions =
            [.. mixtures.AsParallel().AsOrdered().Select(m => new DensityCells(cells, m.Cdf).Regions(Levels))];

        // On a logarithmic axis the regions of the values themselves would look too low.
        string what = scale.IsLogarithmic ? $"log {name}" : name;
        Plot plot = Style.Figure($"Highest-density regions of {what}{across.Title}", across.Label, scale.Label(name));
        double gap = across.Gap / 2;
        for (int level = 0; level < Levels.Length; level++)
        {
            plot.PlottableList.Add(new RegionBand(
                [.. regions.Select((r, i) => (across.Edges[i] + gap, across.Edges[i + 1] - gap, r[level]))],
                Style.Blue.WithAlpha(Opacity)));
        }
        double[] medians = [.. mixtures.AsParallel().AsOrdered().Select(m => scale.Place(m.Quantile(0.5)))];
        AddMedians(plot, across, medians, [.. regions.Select(r => r[1])]);
        double[] y = table.Rows.Numbers(name);
        plot.AddCircles(across.PointX, [.. across.Shown.Indices.Select(row => scale.Place(y[row]))], Style.Red,
            across.Shown.Opacity(0.4), size: 6);
        across.Apply(plot.Axes.Bottom);
        scale.Apply(plot.Axes.Left);

        plot.NameCircles(across.Shown.Name, Style.Red);
        if (plot.GetPlottables<Scatter>().Any())
            plot.NameLine("median", Style.Blue, 3, LinePattern.Solid);
        double opacity = 0;
        foreach (double level in Levels)
        {
            opacity = 1 - (1 - opacity) * (1 - Opacity);
            plot.NameLine($"{level:P0}", Style.Blue.WithAlpha(opacity), 14, LinePattern.Solid);
        }
        return plot;
    }

    /// <summary>
    /// The medians where a region is one interval. The lines break elsewhere: between two modes a median means nothing.
    /// </summary>
    private static void AddMedians(Plot plot, HorizontalAxis across, double[] medians, Interval[][] regions)
    {
        double[] x = across.Centers;
        List<Coordinates> line = [];
        for (int i = 0; i < x.Length; i++)
        {
            if (line.Count > 0 && (regions[i].Length > 1 || !Touch(regions[i - 1][0], regions[i][0])))
                End();
            if (regions[i].Length > 1)
                continue;
            line.Add(new Coordinates(x[i], medians[i]));
            if (across.Gap > 0)
            {
                line = [new Coordinates(across.Edges[i] + across.Gap / 2, medians[i]),
                    new Coordinates(across.Edges[i + 1] - across.Gap / 2, medians[i])];
                End();
            }
        }
        End();

        void End()
        {
            if (line.Count > 1)
                plot.Add.ScatterLine(line, Style.Blue).LineWidth = 3;
            line = [];
        }
    }

    private static bool Touch(Interval one, Interval other) => one.Lower <= other.Upper && other.Lower <= one.Upper;
}
