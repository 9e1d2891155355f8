using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The training data and the regression network's predictions.</summary>
internal static class PredictionsFigure
{
    public static Plot Draw(Points data, Points predictions)
    {
        Plot plot = Style.Figure("Regression x ↦ y: one prediction for every x", "x", "y");
        plot.AddCircles(data.X, data.Y, Style.Red, 0.3);
        plot.AddCircles(predictions.X, predictions.Y, Style.Blue, 0.3);
        plot.NameCircles("data", Style.Red);
        plot.NameCircles("the network's prediction at new x", Style.Blue);
        return plot;
    }
}
