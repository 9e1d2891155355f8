using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The inverse's training data and draws from the network's mixtures.</summary>
internal static class SamplesFigure
{
    public static Plot Draw(Points data, Points samples)
    {
        Plot plot = Style.Figure("The inverse: draws from the network's p(y|x)", "x", "y");
        plot.AddCircles(data.X, data.Y, Style.Red, 0.3, Style.CircleSize, "data");
        plot.AddCircles(samples.X, samples.Y, Style.Blue, 0.3, Style.CircleSize, "one draw from p(y|x) at each fresh x");
        return plot;
    }
}
