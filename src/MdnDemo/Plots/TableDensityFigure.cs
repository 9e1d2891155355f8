using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using TorchSharp;

namespace MdnDemo.Plots;

/// <summary>The predicted density of one target over one input as a heat map, with the data and the regression line.</summary>
internal static class TableDensityFigure
{
    private const int Columns = 300;
    private const int Lines = 300;

    // The highest densities are spikes; the colours are for the rest.
    private const double BrightestShare = 0.99;

    public static Plot Draw(TrainingTable table, DensityModel model)
    {
        string input = table.Inputs[0], target = table.Targets[0];
        double[] data = table.Rows.Numbers(input), answers = table.Rows.Numbers(target);
        double[] x = Steps(data, Columns), y = Steps(answers, Lines);
        Table grid = new([new NumberColumn(input, x)]);
        ScalarMixture[] mixtures;
        double[] line;
        using (torch.NewDisposeScope())
        {
            mixtures = model.Predict(grid).Rows();
            var regression = new LinearGaussian(model.Schema.EncodeInputs(table.Rows), model.Schema.TargetValues(table.Rows));
            line = regression.Predict(model.Schema.EncodeInputs(grid)).mean.data<double>().ToArray();
        }
        var density = new double[Lines, Columns];
        Parallel.For(0, Columns, column =>
        {
            for (int row = 0; row < Lines; row++)
                density[row, column] = Math.Exp(mixtures[column].LogDensity(y[row]));
        });

        Plot plot = Style.Figure($"p({target} | {input})", input, target);
        Heatmap map = plot.Add.Heatmap(density);
        map.FlipVertically = true;
        map.Extent = new CoordinateRect(x[0], x[^1], y[0], y[^1]);
        map.Colormap = new Inferno();
        double[] sorted = [.. density.Cast<double>().Order()];
        map.ManualRange = new ScottPlot.Range(0, sorted[(int)(BrightestShare * (sorted.Length - 1))]);
        ColorBar bar = plot.Add.ColorBar(map);
        bar.Axis.Regular(tickSpacing: 90);
        bar.Label = $"density per unit of {target}";
        bar.LabelStyle.OffsetX = 14;

        plot.AddCircles(data, answers, Colors.White, 0.7, size: 4);
        Scatter regressionLine = plot.Add.ScatterLine(x, line, Colors.DeepSkyBlue);
        regressionLine.LineWidth = 3;
        regressionLine.LinePattern = LinePattern.Dashed;
        plot.NameCircles("data", Colors.LightGray);
        plot.NameLine("linear regression", Colors.DeepSkyBlue, 3, LinePattern.Dashed);
        plot.Axes.SetLimits(x[0], x[^1], y[0], y[^1]);
        return plot;
    }

    /// <summary>Equal steps over the values and a little beyond.</summary>
    private static double[] Steps(double[] values, int count)
    {
        double low = values.Min(), high = values.Max(), beyond = 0.05 * (high - low);
        return [.. Enumerable.Range(0, count).Select(i => low - beyond + (high - low + 2 * beyond) * i / (count - 1))];
    }
}
