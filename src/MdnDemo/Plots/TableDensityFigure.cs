using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Plottables;

namespace MdnDemo.Plots;

/// <summary>
/// The predicted density of one target over one input of numbers as a heat map, with the data and the regression line.
/// </summary>
internal static class TableDensityFigure
{
    // The densest fraction of the probability, which is spikes, gets the brightest colour.
    private const double BrightestShare = 0.1;

    public static Plot Draw(TrainingTable table, DensityModel model, int target)
    {
        string input = table.Inputs[0], name = table.Targets[target];
        AxisScale along = AxisScale.For(table.Rows, input), up = AxisScale.For(table.Rows, name);
        var cells = new AxisCells(up, model.Schema.Targets[target].Observation);
        var across = HorizontalAxis.For(table, model, target);
        MixtureBatch mixtures = model.Predict(across.Inputs);
        DensityCells[] columns = [.. Enumerable.Range(0, mixtures.Count).AsParallel().AsOrdered()
            .Select(i => new DensityCells(cells, mixtures.Marginal(i, target).Cdf))];
        var density = new double[AxisCells.Count, columns.Length];
        for (int column = 0; column < columns.Length; column++)
        {
            for (int row = 0; row < AxisCells.Count; row++)
                density[row, column] = columns[column].Densities[row];
        }

        Plot plot = Style.Figure($"The density of {name} given {input}", across.Label, up.Label(name));
        plot.AddDensity(density, new CoordinateRect(along.Low, along.High, up.Low, up.High),
            up.IsLogarithmic ? "density per decade" : "density per unit", Brightest(columns, cells.HoldMasses));
        across.AddPoints(plot, table.Rows.Numbers(name), up, Colors.White, 0.6, size: 3);
        AddRegressionLine(plot, table.RegressionLine(target), along, up);
        along.Apply(plot.Axes.Bottom);
        up.Apply(plot.Axes.Left);
        plot.NameCircles(across.Shown.Name, Colors.LightGray);
        plot.NameLine("linear regression", Colors.DeepSkyBlue, 3, LinePattern.Dashed);
        return plot;
    }

    /// <summary>A straight line of the values, which is a curve where an axis is logarithmic.</summary>
    private static void AddRegressionLine(
        Plot plot, (double Slope, double Intercept) regression, AxisScale along, AxisScale up)
    {
        Coordinates[] line =
        [
            .. along.Edges(HorizontalAxis.Values)
                .Select(x => (Place: x, Value: regression.Intercept + regression.Slope * along.Value(x)))
                .Where(p => !up.IsLogarithmic || p.Value > 0)
                .Select(p => new Coordinates(p.Place, up.Place(p.Value))),
        ];
        if (line.Length == 0)
            return;
        Scatter curve = plot.Add.ScatterLine(line, Colors.DeepSkyBlue);
        curve.LineWidth = 3;
        curve.LinePattern = LinePattern.Dashed;
    }

    /// <summary>
    /// The density above which the densest fraction of the probability lies, without point masses, beside which all
    /// else would be dark.
    /// </summary>
    private static double Brightest(DensityCells[] columns, IReadOnlyList<bool> isSpike)
    {
        double[] rising = [.. columns.SelectMany(c => c.Densities.Where((_, i) => !isSpike[i]))];
        Array.Sort(rising);
        double rest = BrightestShare * rising.Sum();
        int i = rising.Length - 1;
        while (i > 0 && (rest -= rising[i]) > 0)
            i--;
        // If there are only point masses, they count.
        return i >= 0 && rising[i] > 0 ? rising[i] : columns.Max(c => c.Densities.Max());
    }
}
