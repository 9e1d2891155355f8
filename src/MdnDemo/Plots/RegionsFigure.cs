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
    // The level between the others, of whose regions the medians are drawn.
    private const int Middle = 1;

    public static Plot Draw(TrainingTable table, DensityModel model, int target)
    {
        string name = table.Targets[target];
        AxisScale scale = AxisScale.For(table.Rows, name);
        var cells = new AxisCells(scale, model.Schema.Targets[target].Observation);
        var across = HorizontalAxis.For(table, model, target);
        MixtureBatch rows = model.Predict(across.Inputs);
        ScalarDistribution[] mixtures = [.. Enumerable.Range(0, rows.Count).Select(row => rows.Marginal(row, target))];
        Interval[][][] regions =
            [.. mixtures.AsParallel().AsOrdered().Select(m => new DensityCells(cells, m.Cdf).Regions())];

        // On a logarithmic axis the regions of the values themselves would look too low.
        string what = scale.IsLogarithmic ? $"log {name}" : name;
        Plot plot = Style.Figure($"Highest-density regions of {what}{across.Title}", across.Label, scale.Label(name));
        RegionBand.AddAll(plot, across.Slabs(), regions);
        double[] medians = [.. mixtures.AsParallel().AsOrdered().Select(m => scale.Place(m.Quantile(0.5)))];
        AddMedians(plot, across, medians, [.. regions.Select(r => r[Middle])]);
        across.AddPoints(plot, table.Rows.Numbers(name), scale, Style.Red, 0.4, size: 6);
        across.Apply(plot.Axes.Bottom);
        scale.Apply(plot.Axes.Left);

        plot.NameCircles(across.Shown.Name, Style.Red);
        if (plot.GetPlottables<Scatter>().Any())
            plot.NameLine("median", Style.Blue, 3, LinePattern.Solid);
        RegionBand.NameAll(plot);
        return plot;
    }

    /// <summary>
    /// The medians where a region is one interval. The lines break elsewhere: between two modes a median means nothing.
    /// </summary>
    private static void AddMedians(Plot plot, HorizontalAxis across, double[] medians, Interval[][] regions)
    {
        double[] x = across.Centers;
        (double Left, double Right)[] slabs = across.Slabs();
        List<Coordinates> line = [];
        for (int i = 0; i < x.Length; i++)
        {
            if (line.Count > 0 && (regions[i].Length != 1 || !Touch(regions[i - 1][0], regions[i][0])))
                End();
            if (regions[i].Length != 1)
                continue;
            line.Add(new Coordinates(x[i], medians[i]));
            if (across.Gap > 0)
            {
                line = [new Coordinates(slabs[i].Left, medians[i]), new Coordinates(slabs[i].Right, medians[i])];
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
