using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The training data of an experiment, and what its network answers at new x.</summary>
internal static class PointsFigure
{
    public static Plot DrawData(Points data) => Draw("The data: y = 7 sin(0.75 x) + 0.5 x + ε", data);

    public static Plot DrawPredictions(Points data, Points predictions) =>
        Draw("Regression x ↦ y: one prediction for every x", data, predictions, "the network's prediction at new x");

    public static Plot DrawSamples(Points data, Points samples) =>
        Draw("The inverse, one x to many y: samples of p(y|x)", data, samples, "one sample at each new x");

    private static Plot Draw(string title, Points data, Points? answers = null, string name = "")
    {
        Plot plot = Style.Figure(title, "x", "y");
        plot.AddCircles(data.X, data.Y, Style.Red, 0.3);
        if (answers is not null)
        {
            plot.AddCircles(answers.X, answers.Y, Style.Blue, 0.3);
            plot.NameCircles("data", Style.Red);
            plot.NameCircles(name, Style.Blue);
        }
        return plot;
    }
}
