using System.Globalization;
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

    public static Plot Draw(DensityGrid density, Points data) =>
        Draw(density, data, "The network's answer to every x: the density p(y|x)", "x", "y", Brightest);

    /// <summary>The same of any table.</summary>
    /// <param name="density">The density.</param>
    /// <param name="data">The data.</param>
    /// <param name="title">The title.</param>
    /// <param name="x">The input's name.</param>
    /// <param name="y">The target's name.</param>
    /// <param name="brightest">The density from which on the colour is the brightest.</param>
    public static Plot Draw(DensityGrid density, Points data, string title, string x, string y, double brightest)
    {
        Plot plot = Style.Figure(title, x, y);
        Heatmap map = plot.Add.Heatmap(density.Values);
        map.FlipVertically = true;
        map.Extent = new CoordinateRect(density.X[0], density.X[^1], density.Y[0], density.Y[^1]);
        map.Colormap = new Inferno();
        map.ManualRange = new ScottPlot.Range(0, brightest);

        ColorBar bar = plot.Add.ColorBar(map);
        bar.Axis.Regular(tickSpacing: 90);
        bar.Label = string.Create(CultureInfo.InvariantCulture,
            $"density per unit of {y}; brightest: {brightest:G2} and above");
        // Room for the numbers of any range.
        bar.MinimumSize = 110;

        plot.AddCircles(data.X, data.Y, Colors.White, 0.6, size: 3);
        plot.NameCircles("data", Colors.LightGray);
        plot.Axes.SetLimits(density.X[0], density.X[^1], density.Y[0], density.Y[^1]);
        return plot;
    }
}
