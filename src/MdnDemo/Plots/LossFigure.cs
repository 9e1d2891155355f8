using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The training loss by epoch, with the best possible loss.</summary>
internal static class LossFigure
{
    public static Plot DrawSquaredError(Training training) => Draw(training, "Training the regression network", "mean squared error");

    public static Plot DrawLogLikelihood(Training training) => Draw(training, "Training the mixture density network", "negative log-likelihood, nats");

    private static Plot Draw(Training training, string title, string y)
    {
        Plot plot = Style.Figure(title, "epoch", y);
        plot.Add.Signal(training.Losses);
        plot.Add.HorizontalLine(training.BestLoss);
        return plot;
    }
}
