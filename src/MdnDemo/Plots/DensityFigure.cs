using MdnDemo.Experiments;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace MdnDemo.Plots;

/// <summary>The conditional density p(y|x) as a heat map, the training data on top.</summary>
internal static class DensityFigure
{
    // Ridges of this problem are between 0.2 and 1 high; a spike of an overfitted network would darken them all.
    private const double Brightest = 1;

    private const float MinBarSize = 110;
    private const float RoomBesideTicks = 62;

    public static Plot Draw(DensityGrid density, Points data)
    {
        Plot plot = Style.Figure("The network's answer to every x: the density p(y|x)", "x", "y");
        plot.AddDensity(density.Values,
            new CoordinateRect(density.X[0], density.X[^1], density.Y[0], density.Y[^1]), "density per unit of y",
            Brightest);
        plot.AddCircles(data.X, data.Y, Colors.White, 0.6, size: 3);
        plot.NameCircles("data", Colors.LightGray);
        plot.Axes.SetLimits(density.X[0], density.X[^1], density.Y[0], density.Y[^1]);
        return plot;
    }

    /// <summary>Adds a heat map with its colour bar.</summary>
    /// <param name="values">The densities, from the lower left.</param>
    /// <param name="extent">The area that they cover.</param>
    /// <param name="unit">The name of the quantity.</param>
    /// <param name="brightest">The density at and above which the colour is the brightest.</param>
    public static void AddDensity(
        this Plot plot, double[,] values, CoordinateRect extent, string unit, double brightest)
    {
        Heatmap map = plot.Add.Heatmap(values);
        map.FlipVertically = true;
        map.Extent = extent;
        map.Colormap = new Inferno();
        map.ManualRange = new ScottPlot.Range(0, brightest);

        ColorBar bar = plot.Add.ColorBar(map);
        bar.Axis.Regular(tickSpacing: 90);
        bar.Label = $"{unit}; brightest: {brightest:G2} and above";
        // The panel does not look at the ticks that it will have.
        using Paint paint = Paint.NewDisposablePaint();
        (bar.Axis.Min, bar.Axis.Max) = (0, brightest);
        bar.Axis.RegenerateTicks(Style.Height, paint);
        float ticks = bar.Axis.TickGenerator.Ticks.Max(t => bar.Axis.TickLabelStyle.Measure(t.Label, paint).Width);
        bar.MinimumSize = Math.Max(MinBarSize, ticks + RoomBesideTicks);
    }
}
