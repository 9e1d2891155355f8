using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Plottables;

namespace MdnDemo.Plots;

/// <summary>
/// The partial dependence of a target's density on one input: the mean of p(y|x) over rows whose other inputs are those
/// of the data.
/// </summary>
/// <remarks>
/// Sources: J. H. Friedman, "Greedy function approximation: a gradient boosting machine", 2001; A. Goldstein et al.,
/// "Peeking inside the black box", 2015, for the lines of single rows.
/// </remarks>
internal static class DependenceFigure
{
    // More rows represent the other inputs better, and take longer.
    private const int MaxRows = 400;
    private const int MaxPredictions = 12_000;

    private const int MaxLines = 12;
    private const int MaxPlaces = 120;

    // No median is drawn where the region of this level is several intervals.
    private const double LevelOfHumps = 0.8;

    /// <param name="rows">Rows of the data.</param>
    /// <param name="weight">The column of the row weights; null if all count the same.</param>
    public static Plot Draw(Table rows, DensityModel model, string input, int target, string? weight = null)
    {
        string name = model.Schema.Targets[target].Name;
        AxisScale scale = AxisScale.For(rows, name);
        var across = HorizontalAxis.For(new TrainingTable(input, rows, [input], [name]), model, target);
        int step = Math.Max(1, across.Inputs.Rows / MaxPlaces);
        int[] places = [.. Enumerable.Range(0, across.Inputs.Rows / step).Select(i => i * step + step / 2)];
        bool isAlone = model.Schema.Inputs.All(i => i.Name == input);
        int most = isAlone ? 1 : Math.Min(MaxRows, MaxPredictions / places.Length);
        Table others = rows.Select(ShownRows.Among([.. Enumerable.Range(0, rows.Rows)], most).Indices);
        ScalarDistribution[][] mixtures = [.. places.Select(place => At(across.Inputs.Select([place])))];
        double[] shares = Shares(others, weight);
        var cells = new AxisCells(scale, model.Schema.Targets[target].Observation);
        Interval[][][] regions = [.. mixtures.AsParallel().AsOrdered().Select(m =>
            new DensityCells(cells, y => m.Zip(shares, (row, share) => share * row.Cdf(y)).Sum()).Regions())];

        string how = isAlone ? "" : $", other inputs as in {others.Rows} rows (partial dependence)";
        Plot plot = Style.Figure($"How {name} moves with {input}{how}", across.Label, scale.Label(name));
        (double Left, double Right)[] slabs = across.Slabs(step);
        RegionBand.AddAll(plot, slabs, regions);
        if (!isAlone)
            AddLines(plot, slabs, mixtures, scale, across.Gap > 0);
        across.Apply(plot.Axes.Bottom);
        scale.Apply(plot.Axes.Left);

        RegionBand.NameAll(plot, scale.IsLogarithmic ? " region of the log" : " region");
        if (plot.GetPlottables<Scatter>().Any())
            plot.NameLine("medians of single rows", Style.Ink.WithAlpha(0.5), 2, LinePattern.Solid);
        return plot;

        ScalarDistribution[] At(Table value)
        {
            TableColumn everywhere = value.Select(new int[others.Rows])[input];
            MixtureBatch batch = model.Predict(
                new Table([.. others.Columns.Select(c => c.Name == input ? everywhere : c)]), out _);
            return [.. Enumerable.Range(0, batch.Count).Select(row => batch.Marginal(row, target))];
        }
    }

    /// <summary>The weights of the rows in a mean, which sum to 1.</summary>
    private static double[] Shares(Table rows, string? weight)
    {
        double[] weights = weight is null ? [.. Enumerable.Repeat(1.0, rows.Rows)] : rows.Numbers(weight);
        // As fractions of the largest, so that the sum is finite.
        double most = weights.Max(), sum = weights.Sum(w => w / most);
        return [.. weights.Select(w => w / most / sum)];
    }

    /// <summary>
    /// The medians of single rows, which show whether all rows depend on the input in the same way. The lines break
    /// where a density has two separate modes and a median means nothing.
    /// </summary>
    private static void AddLines(Plot plot, (double Left, double Right)[] slabs, ScalarDistribution[][] mixtures,
        AxisScale scale, bool areApart)
    {
        for (int row = 0; row < Math.Min(MaxLines, mixtures[0].Length); row++)
        {
            (double Median, bool IsWhole)[] places = [.. mixtures.AsParallel().AsOrdered().Select(m =>
                (scale.Place(m[row].Quantile(0.5)), m[row].HighestDensityRegion(LevelOfHumps).Length == 1))];
            List<Coordinates> line = [];
            for (int i = 0; i < places.Length; i++)
            {
                if (!places[i].IsWhole || areApart)
                    End();
                if (places[i].IsWhole)
                    line.AddRange(areApart
                        ? [new(slabs[i].Left, places[i].Median), new(slabs[i].Right, places[i].Median)]
                        : [new((slabs[i].Left + slabs[i].Right) / 2, places[i].Median)]);
            }
            End();

            void End()
            {
                if (line.Count > 1)
                    plot.Add.ScatterLine(line, Style.Ink.WithAlpha(0.5)).LineWidth = 1.5f;
                line = [];
            }
        }
    }
}
