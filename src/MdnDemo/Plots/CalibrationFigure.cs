using MixtureDensity;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>Pictures of calibration: do events happen as often as predicted?</summary>
internal static class CalibrationFigure
{
    /// <summary>
    /// The histogram of the probability integral transform: flat, up to chance, if the model is calibrated.
    /// </summary>
    public static Plot DrawPit(TargetEvaluation target)
    {
        var (bars, width) = PitHistogram.From(target);
        Plot plot = Style.Figure($"PIT histogram of {target.Name}", "P(Y ≤ y), out-of-fold rows",
            "frequency, relative to calibrated");
        plot.Add.Bars(bars.Select((bar, i) => new Bar
        {
            Position = (i + 0.5) / bars.Count,
            Value = bar,
            Size = 1.0 / bars.Count,
            FillColor = Style.Blue.WithAlpha(0.6),
            LineColor = Colors.White,
        }).ToArray());
        ScottPlot.Plottables.Rectangle band = plot.Add.Rectangle(0, 1, 1 - width, 1 + width);
        band.FillColor = Style.Green.WithAlpha(0.2);
        band.LineWidth = 0;
        plot.Add.HorizontalLine(1, 3, Style.Green, LinePattern.Dashed);
        plot.Axes.SetLimits(0, 1, 0, Math.Max(bars.Max(), 1 + width) * 1.1);
        plot.NameLine("out-of-fold rows", Style.Blue.WithAlpha(0.6), 14, LinePattern.Solid);
        plot.NameLine("calibrated", Style.Green, 3, LinePattern.Dashed);
        plot.NameLine("95 % band", Style.Green.WithAlpha(0.2), 14, LinePattern.Solid);
        return plot;
    }

    /// <summary>The coverage of the central intervals by their nominal level.</summary>
    public static Plot DrawCoverage(TargetEvaluation target)
    {
        double[] levels = [.. Enumerable.Range(1, 99).Select(i => i / 100.0)];
        double[] errors = [.. levels.Select(p => PitHistogram.BandInErrors * target.ErrorIfCalibrated(p))];
        Plot plot = Style.Figure($"Coverage of the intervals of {target.Name}", "nominal level",
            "fraction of the out-of-fold rows inside");
        ScottPlot.Plottables.FillY band = plot.Add.FillY(
            levels, [.. levels.Zip(errors, (p, e) => p - e)], [.. levels.Zip(errors, (p, e) => p + e)]);
        band.FillColor = Style.Green.WithAlpha(0.2);
        band.LineWidth = 0;
        plot.Add.Line(0, 0, 1, 1).LineStyle = new LineStyle(3, Style.Green, LinePattern.Dashed);
        plot.Add.ScatterLine(levels, [.. levels.Select(p => target.Coverage(p).Mean)], Style.Blue).LineWidth = 3;
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.NameLine("out-of-fold rows", Style.Blue, 3, LinePattern.Solid);
        plot.NameLine("calibrated", Style.Green, 3, LinePattern.Dashed);
        plot.NameLine("95 % band", Style.Green.WithAlpha(0.2), 14, LinePattern.Solid);
        return plot;
    }
}
