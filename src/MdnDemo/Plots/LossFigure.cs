using MdnDemo.Experiments;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The training loss by epoch, with the irreducible loss.</summary>
internal static class LossFigure
{
    // Each point of the curve is the median over this fraction of the run.
    private const double MedianShare = 0.01;

    /// <summary>The mean squared error, on a logarithmic axis: it falls by a factor of twenty.</summary>
    public static Plot DrawSquaredError(Training training)
    {
        Plot plot = Draw("Training the regression network", "mean squared error", training, Math.Log10);
        plot.Axes.Left.LogarithmicTicks();
        return plot;
    }

    /// <summary>The mean negative log-likelihood.</summary>
    public static Plot DrawLogLikelihood(Training training) =>
        Draw("Training the mixture density network", "mean negative log-likelihood, nats", training, loss => loss);

    private static Plot Draw(string title, string y, Training training, Func<double, double> scale)
    {
        Plot plot = Style.Figure(title, "epoch", y);
        double[] losses = [.. training.Losses.Select(scale)];
        double[] medians = RunningMedian(losses);
        double best = scale(training.IrreducibleLoss), test = scale(training.TestLoss);

        plot.Add.Signal(losses, color: Style.Blue.WithAlpha(0.3));
        plot.Add.Signal(medians, color: Style.Blue).LineWidth = 3;
        plot.Add.HorizontalLine(best, 3, Style.Red, LinePattern.Dashed);
        plot.Add.Marker(losses.Length - 1, test, MarkerShape.FilledDiamond, 16, Style.Green);

        // Single spikes and the first few epochs may lie outside the frame, so that everything else has room.
        double low = Math.Min(best, losses.Min()), high = Math.Max(test, medians.Max());
        plot.Axes.SetLimitsY(low - 0.05 * (high - low), high + 0.1 * (high - low));

        plot.NameLine("every epoch", Style.Blue.WithAlpha(0.3), 6, LinePattern.Solid);
        plot.NameLine("running median", Style.Blue, 3, LinePattern.Solid);
        plot.NameLine(Text(training.IrreducibleLossName, training.IrreducibleLoss), Style.Red, 3, LinePattern.Dashed);
        plot.Legend.ManualItems.Add(new LegendItem
        {
            LabelText = Text("test loss", training.TestLoss),
            MarkerShape = MarkerShape.FilledDiamond,
            MarkerSize = 13,
            MarkerColor = Style.Green,
        });
        return plot;
    }

    private static string Text(string name, double loss) => $"{name} {loss:F3}";

    private static double[] RunningMedian(double[] values)
    {
        int half = (int)(values.Length * MedianShare / 2);
        var medians = new double[values.Length];
        // The window stays sorted: sorting each one anew would take longer than a long training.
        List<double> window = [];
        for (int entering = 0; entering < values.Length + half; entering++)
        {
            if (entering < values.Length)
                window.Insert(PlaceOf(values[entering]), values[entering]);
            if (entering > 2 * half)
                window.RemoveAt(PlaceOf(values[entering - 2 * half - 1]));
            if (entering >= half)
                medians[entering - half] = (window[(window.Count - 1) / 2] + window[window.Count / 2]) / 2;
        }
        return medians;

        int PlaceOf(double value)
        {
            int place = window.BinarySearch(value);
            return place >= 0 ? place : ~place;
        }
    }
}
