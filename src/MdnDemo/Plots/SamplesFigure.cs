using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The inverse's training data, and samples of the network's mixtures.</summary>
internal static class SamplesFigure
{
    public static Plot Draw(Points data, Points samples)
    {
        Plot plot = Style.Figure("The inverse, one x to many y: samples of p(y|x)", "x", "y");
        plot.AddCircles(data.X, data.Y, Style.Red, 0.3);
        plot.AddCircles(samples.X, samples.Y, Style.Blue, 0.3);
        plot.NameCircles("data", Style.Red);
        plot.NameCircles("one sample at each new x", Style.Blue);
        return plot;
    }
}
