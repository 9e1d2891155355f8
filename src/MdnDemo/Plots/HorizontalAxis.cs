using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>
/// The horizontal axis of a picture: the values or categories of a single input or, with several inputs, rows in order
/// of their predicted medians.
/// </summary>
/// <param name="Title">The end of the title.</param>
/// <param name="Label">The axis's label.</param>
/// <param name="Inputs">The inputs at each place.</param>
/// <param name="Edges">The edges of the places.</param>
/// <param name="Gap">The fraction of a place that stays empty.</param>
/// <param name="Shown">The rows whose points are drawn.</param>
/// <param name="PointX">The x of the point of each of these rows.</param>
/// <param name="Apply">Sets the limits and ticks of the axis.</param>
internal sealed record HorizontalAxis(
    string Title, string Label, Table Inputs, double[] Edges, double Gap, ShownRows Shown, double[] PointX,
    Action<IAxis> Apply)
{
    /// <summary>The number of predicted values of an input: about one a pixel.</summary>
    public const int Values = 600;

    private const int MaxRows = 300;
    private const int MaxCategories = 12;
    private const float RoomForCategories = 820;
    private const string Missing = "missing";

    /// <summary>The places for a table.</summary>
    /// <param name="model">The model that predicts it.</param>
    /// <param name="target">The target whose medians order rows.</param>
    public static HorizontalAxis For(TrainingTable table, DensityModel model, int target) =>
        HasOneNumber(table) ? OfNumbers(table) : HasOneCategory(table) ? OfCategories(table)
            : OfRows(table, model, target);

    /// <summary>Whether there is a single input, and it is numeric.</summary>
    public static bool HasOneNumber(TrainingTable table) =>
        table.Inputs.Count == 1 && table.Rows[table.Inputs[0]] is NumericColumn;

    /// <summary>Whether there is a single input, and it is categorical.</summary>
    public static bool HasOneCategory(TrainingTable table) =>
        table.Inputs.Count == 1 && table.Rows[table.Inputs[0]] is TextColumn;

    /// <summary>The middle of each place.</summary>
    public double[] Centers => [.. Edges.Zip(Edges.Skip(1), (left, right) => (left + right) / 2)];

    /// <summary>The two ends of what is drawn at each place, or over some places together.</summary>
    public (double Left, double Right)[] Slabs(int places = 1) =>
        [.. Enumerable.Range(0, (Edges.Length - 1) / places)
            .Select(i => (Edges[i * places] + Gap / 2, Edges[(i + 1) * places] - Gap / 2))];

    /// <summary>Adds the points of the rows that are shown.</summary>
    public void AddPoints(Plot plot, double[] values, AxisScale scale, Color color, double opacity, float size) =>
        plot.AddCircles(PointX, [.. Shown.Indices.Select(row => scale.Place(values[row]))], color,
            Shown.Opacity(opacity), size);

    private static HorizontalAxis OfNumbers(TrainingTable table)
    {
        string name = table.Inputs[0];
        var column = (NumericColumn)table.Rows[name];
        AxisScale scale = AxisScale.For(table.Rows, name);
        int[] present = [.. Enumerable.Range(0, table.Rows.Rows).Where(row => double.IsFinite(column.Values[row]))];
        ShownRows shown = ShownRows.Among(present);
        return new HorizontalAxis($" given {name}", scale.Label(name),
            new Table([column with { Values = [.. scale.Centers(Values).Select(scale.Value)] }]),
            scale.Edges(Values), Gap: 0, shown, [.. shown.Indices.Select(row => scale.Place(column.Values[row]))],
            scale.Apply);
    }

    private static HorizontalAxis OfCategories(TrainingTable table)
    {
        string name = table.Inputs[0];
        string?[] texts = ((TextColumn)table.Rows[name]).Values;
        (string? Text, int Count)[] all = [.. texts.CountBy(text => text ?? "").Select(c => (c.Key, c.Value))];
        string?[] kept = [.. all.OrderByDescending(c => c.Count).Take(MaxCategories).Select(c => c.Text)
            .Order(StringComparer.Ordinal).Select(text => text == "" ? null : text)];
        ShownRows shown = ShownRows.Among(
            [.. Enumerable.Range(0, texts.Length).Where(row => kept.Contains(texts[row]))]);
        string label = all.Length > kept.Length
            ? $"{name} (the {kept.Length} most frequent of {Count.Format(all.Length, "value")})" : name;
        return new HorizontalAxis($" given {name}", label, new Table([new TextColumn(name, kept)]),
            [.. Enumerable.Range(0, kept.Length + 1).Select(i => i - 0.5)], Gap: 0.2, shown,
            [.. shown.Indices.Select((row, i) => Array.IndexOf(kept, texts[row]) + Jitter(i))],
            axis =>
            {
                string[] names = Lettering.Fit(axis.TickLabelStyle, [.. kept.Select(text => text ?? Missing)],
                    RoomForCategories / kept.Length, maxLines: 3);
                axis.TickGenerator = new NumericManual(
                    [.. Enumerable.Range(0, kept.Length).Select(i => (double)i)], names);
                (axis.Min, axis.Max) = (-0.6, kept.Length - 0.4);
            });
    }

    private static HorizontalAxis OfRows(TrainingTable table, DensityModel model, int target)
    {
        ShownRows shown = ShownRows.Among([.. Enumerable.Range(0, table.Rows.Rows)], MaxRows);
        MixtureBatch mixtures = model.Predict(table.Rows.Select(shown.Indices));
        // Rows with equal medians, such as 0, are ordered by their means.
        (double Median, double Mean)[] keys = [.. Enumerable.Range(0, mixtures.Count).AsParallel().AsOrdered()
            .Select(i => mixtures.Marginal(i, target)).Select(m => (m.Quantile(0.5), m.Mean))];
        int[] order = [.. shown.Indices];
        Array.Sort(keys, order);
        return new HorizontalAxis(", row by row", "rows, in order of the predicted median", table.Rows.Select(order),
            [.. Enumerable.Range(0, order.Length + 1).Select(i => i - 0.5)], Gap: 0, shown with { Indices = order },
            [.. order.Select((_, i) => (double)i)],
            axis =>
            {
                (axis.Min, axis.Max) = (-0.5 - 0.02 * order.Length, order.Length * 1.02 - 0.5);
                axis.TickGenerator = new NumericManual();
            });
    }

    // The points of a category are spread evenly, by multiples of the golden ratio.
    private static double Jitter(int i) => 0.5 * (i * 0.6180339887498949 % 1 - 0.5);
}
