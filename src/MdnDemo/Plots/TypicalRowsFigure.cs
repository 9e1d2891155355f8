using System.Globalization;
using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>
/// The predicted densities of some rows of a table with several inputs, spread over the predictions, each beside the
/// row's inputs and with the observed value.
/// </summary>
internal static class TypicalRowsFigure
{
    private const int MaxRows = 6;
    private const int MaxLines = 4;
    private const int MaxInputs = 24;
    private const double Height = 0.8;
    private const float TitleWidth = 260;
    private const float TitleSize = 15;

    public static Plot Draw(TrainingTable table, DensityModel model, int target)
    {
        string name = table.Targets[target];
        AxisScale scale = AxisScale.For(table.Rows, name);
        var cells = new AxisCells(scale, model.Schema.Targets[target].Observation);
        int[] rows = Rows(table, model, target);
        MixtureBatch mixtures = model.Predict(table.Rows.Select(rows));
        double[] y = table.Rows.Numbers(name);

        Plot plot = Style.Figure($"The density of {name} for {rows.Length} rows, in order of their median",
            scale.Label(name), "");
        for (int i = 0; i < rows.Length; i++)
        {
            (double Place, double Height)[] outline =
                new DensityCells(cells, mixtures.Marginal(i, target).Cdf).Outline();
            plot.AddOutline(
            [
                new Coordinates(outline[0].Place, i),
                .. outline.Select(p => new Coordinates(p.Place, i + Height * p.Height)),
                new Coordinates(outline[^1].Place, i),
            ]);
            plot.AddCircles([scale.Place(y[rows[i]])], [i], Style.Red, opacity: 1, size: 11);
        }
        scale.Apply(plot.Axes.Bottom);
        IAxis left = plot.Axes.Left;
        left.TickLabelStyle.FontSize = TitleSize;
        left.TickGenerator = new NumericManual([.. rows.Select((_, i) => i + Height / 2)],
            [.. rows.Select(row => Title(left.TickLabelStyle, table, row))]);
        left.MajorTickStyle.Length = 0;
        plot.Axes.SetLimitsY(-0.2, rows.Length);
        plot.NameOutlines();
        plot.NameCircles("observed", Style.Red);
        return plot;
    }

    /// <summary>The rows: some of those along the axis of the other figures, at equal intervals.</summary>
    public static int[] Rows(TrainingTable table, DensityModel model, int target) =>
        Spread(HorizontalAxis.For(table, model, target).Shown.Indices);

    /// <summary>A cell as text.</summary>
    public static string Text(TableColumn column, int row) => column switch
    {
        NumericColumn numbers when double.IsNaN(numbers.Values[row]) => "missing",
        NumericColumn { IsTime: true } times => DateTime.UnixEpoch.AddDays(times.Values[row])
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture).Replace(" 00:00", ""),
        NumericColumn numbers => Text(numbers.Values[row], [.. numbers.Values.Where(double.IsFinite)]),
        _ => ((TextColumn)column).Values[row] ?? "missing",
    };

    // All digits before the point, and those to a thousandth of the column's range.
    private static string Text(double value, double[] column)
    {
        double whole = Exponent(value) + 1, digits = whole + 2 - Exponent((column.Max() - column.Min()) / 10);
        return value.ToString($"G{(int)Math.Clamp(Math.Max(whole, digits), 5, 15)}", CultureInfo.InvariantCulture);

        static double Exponent(double number) => Math.Floor(Math.Log10(Math.Abs(number)));
    }

    /// <summary>Some items at equal intervals, without the first and the last.</summary>
    private static int[] Spread(int[] ordered)
    {
        int count = Math.Min(MaxRows, ordered.Length);
        return [.. Enumerable.Range(0, count).Select(i => ordered[(int)((i + 0.5) * ordered.Length / count)])];
    }

    /// <summary>The inputs of a row: one a line, or several if there are many.</summary>
    private static string Title(LabelStyle style, TrainingTable table, int row)
    {
        string[] parts = Lettering.Fit(style,
            [.. table.Inputs.Take(MaxInputs).Select(input => $"{input}: {Text(table.Rows[input], row)}")], TitleWidth,
            maxLines: 1);
        if (table.Inputs.Count <= MaxLines)
            return string.Join('\n', parts);
        using Paint paint = Paint.NewDisposablePaint();
        for (int shown = parts.Length; ; shown--)
        {
            int rest = table.Inputs.Count - shown;
            List<string> lines = [""];
            foreach (string part in rest > 0 ? [.. parts[..shown], $"and {rest} more"] : parts)
            {
                string longer = lines[^1].Length > 0 ? $"{lines[^1]}, {part}" : part;
                if (style.Measure(longer, paint).Width <= TitleWidth)
                    lines[^1] = longer;
                else
                    lines.Add(part);
            }
            if (lines.Count <= MaxLines)
                return string.Join('\n', lines);
        }
    }
}
