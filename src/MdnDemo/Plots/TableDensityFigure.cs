using MdnDemo.Experiments;
using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Plottables;
using TorchSharp;

namespace MdnDemo.Plots;

/// <summary>
/// The predicted density of one target over one input as a heat map, with the data and the regression line.
/// </summary>
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
        Table grid = new([new NumericColumn(input, x)]);
        MixtureBatch mixtures = model.Predict(grid);
        var (slope, intercept) = table.RegressionLine();
        var density = new double[Lines, Columns];
        Parallel.For(0, Columns, column =>
        {
            ScalarMixture mixture = mixtures.Marginal(column, 0);
            for (int row = 0; row < Lines; row++)
                density[row, column] = Math.Exp(mixture.LogDensity(y[row]));
        });

        double[] sorted = [.. density.Cast<double>().Order()];
        Plot plot = DensityFigure.Draw(
            new DensityGrid(x, y, density), new Points(data, answers), $"The density of {target} given {input}", input,
                target,
            sorted[(int)(BrightestShare * (sorted.Length - 1))]);
        Scatter regressionLine = plot.Add.ScatterLine(x, [.. x.Select(v => intercept + slope * v)], Colors.DeepSkyBlue);
        regressionLine.LineWidth = 3;
        regressionLine.LinePattern = LinePattern.Dashed;
        plot.NameLine("linear regression", Colors.DeepSkyBlue, 3, LinePattern.Dashed);
        return plot;
    }

    /// <summary>Equal steps over the values and a little beyond.</summary>
    private static double[] Steps(double[] values, int count)
    {
        double low = values.Min(), high = values.Max(), beyond = 0.05 * (high - low);
        return [.. Enumerable.Range(0, count).Select(i => low - beyond + (high - low + 2 * beyond) * i / (count - 1))];
    }
}
