using MixtureDensity;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The training and validation losses of the fold networks.</summary>
internal static class FitLossFigure
{
    public static Plot Draw(ModelFit fit)
    {
        Plot plot = Style.Figure("Training: each network's loss", "step", "mean negative log-likelihood, nats");
        List<double> shown = [];
        foreach (IReadOnlyList<TrainingProgress> curve in fit.Curves)
        {
            // The untrained network's loss would flatten all others.
            TrainingProgress[] points = [.. curve.Skip(1)];
            double[] steps = [.. points.Select(p => (double)p.Step)];
            double[] training = [.. points.Select(p => p.TrainingLoss)];
            double[] validation = [.. points.Select(p => p.ValidationLoss)];
            plot.Add.ScatterLine(steps, training, Style.Blue.WithAlpha(0.35)).LineWidth = 1.5f;
            plot.Add.ScatterLine(steps, validation, Style.Red.WithAlpha(0.6)).LineWidth = 2;
            if (points.Length == 0)
                continue;
            TrainingProgress best = points.MinBy(p => p.ValidationLoss);
            plot.Add.Marker(best.Step, best.ValidationLoss, MarkerShape.FilledCircle, 12, Style.Red);
            shown.AddRange(points.Select(p => p.TrainingLoss));
            shown.Add(best.ValidationLoss);
            shown.Add(points[0].ValidationLoss);
        }
        // An overfitted network ends far above; what matters is below its first loss.
        if (shown.Count > 0)
            plot.Axes.SetLimitsY(shown.Min() - 0.05 * (shown.Max() - shown.Min()),
                shown.Max() + 0.1 * (shown.Max() - shown.Min()));
        plot.NameLine("training", Style.Blue, 2, LinePattern.Solid);
        plot.NameLine("validation", Style.Red, 2, LinePattern.Solid);
        plot.NameCircles("best checkpoint", Style.Red);
        return plot;
    }
}
