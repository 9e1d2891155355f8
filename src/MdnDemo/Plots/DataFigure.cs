using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The training data of the regression.</summary>
internal static class DataFigure
{
    public static Plot Draw(Points data)
    {
        Plot plot = Style.Figure("The data: y = 7 sin(0.75 x) + 0.5 x + ε", "x", "y");
        plot.AddCircles(data.X, data.Y, Style.Red, 0.3);
        return plot;
    }
}
