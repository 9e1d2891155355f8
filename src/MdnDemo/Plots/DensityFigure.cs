using MdnDemo.Experiments;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace MdnDemo.Plots;

/// <summary>The conditional density p(y|x) as a heat map, the data on top.</summary>
internal static class DensityFigure
{
    public static Plot Draw(DensityGrid density, Points data)
    {
        Plot plot = Style.Figure("The network's answer to every x: the density p(y|x)", "x", "y");
        Heatmap map = plot.Add.Heatmap(density.Values);
        map.FlipVertically = true;
        map.Extent = new CoordinateRect(density.X[0], density.X[^1], density.Y[0], density.Y[^1]);
        map.Colormap = new ScottPlot.Colormaps.Inferno();
        map.ManualRange = new ScottPlot.Range(0, 1);
        ColorBar bar = plot.Add.ColorBar(map);
        bar.Label = "p(y|x), per unit of y";
        plot.AddCircles(data.X, data.Y, Colors.White, 0.5, 3, null);
        plot.Axes.SetLimits(density.X[0], density.X[^1], density.Y[0], density.Y[^1]);
        return plot;
    }
}
