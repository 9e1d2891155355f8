using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Plottables;

namespace MdnDemo.Plots;

/// <summary>
/// The predicted density of one target for each category of a single input, as violins with the data.
/// </summary>
internal static class ViolinsFigure
{
    private const double HalfWidth = 0.42;

    public static Plot Draw(TrainingTable table, DensityModel model, int target)
    {
        string name = table.Targets[target];
        AxisScale scale = AxisScale.For(table.Rows, name);
        var cells = new AxisCells(scale, model.Schema.Targets[target].Observation);
        var across = HorizontalAxis.For(table, model, target);
        MixtureBatch mixtures = model.Predict(across.Inputs);
        double[] x = across.Centers, y = table.Rows.Numbers(name);

        Plot plot = Style.Figure($"The density of {name}{across.Title}", across.Label, scale.Label(name));
        for (int i = 0; i < x.Length; i++)
        {
            (double Place, double Height)[] outline =
                new DensityCells(cells, mixtures.Marginal(i, target).Cdf).Outline();
            Polygon violin = plot.Add.Polygon(
            [
                .. outline.Select(p => new Coordinates(x[i] - HalfWidth * p.Height, p.Place)),
                .. outline.Select(p => new Coordinates(x[i] + HalfWidth * p.Height, p.Place)).Reverse(),
            ]);
            violin.FillColor = Style.Blue.WithAlpha(0.3);
            violin.LineColor = Style.Blue;
            violin.LineWidth = 2;
        }
        plot.AddCircles(across.PointX, [.. across.Shown.Indices.Select(row => scale.Place(y[row]))], Style.Red,
            across.Shown.Opacity(0.4), size: 5);
        across.Apply(plot.Axes.Bottom);
        scale.Apply(plot.Axes.Left);
        plot.NameCircles(across.Shown.Name, Style.Red);
        plot.NameLine("density, each at its own scale", Style.Blue.WithAlpha(0.3), 14, LinePattern.Solid);
        return plot;
    }
}
