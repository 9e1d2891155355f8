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

    public static Plot Draw(DensityGrid density, Points data)
    {
        Plot plot = Style.Figure("The network's answer to every x: the density p(y|x)", "x", "y");
        Heatmap map = plot.Add.Heatmap(density.Values);
        map.FlipVertically = true;
        map.Extent = new CoordinateRect(density.X[0], density.X[^1], density.Y[0], density.Y[^1]);
        map.Colormap = new Inferno();
        map.ManualRange = new ScottPlot.Range(0, Brightest);

        ColorBar bar = plot.Add.ColorBar(map);
        bar.Axis.Regular(tickSpacing: 90);
        bar.Label = $"p(y|x) per unit of y; brightest: {Brightest} and above";

        plot.AddCircles(data.X, data.Y, Colors.White, 0.6, size: 3);
        plot.NameCircles("data", Colors.LightGray);
        plot.Axes.SetLimits(density.X[0], density.X[^1], density.Y[0], density.Y[^1]);
        return plot;
    }
}
