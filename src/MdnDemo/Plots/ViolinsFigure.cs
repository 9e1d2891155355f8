using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;

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
        double[] x = across.Centers;

        Plot plot = Style.Figure($"The density of {name}{across.Title}", across.Label, scale.Label(name));
        for (int i = 0; i < x.Length; i++)
        {
            (double Place, double Height)[] outline =
                new DensityCells(cells, mixtures.Marginal(i, target).Cdf).Outline();
            plot.AddOutline(
            [
                .. outline.Select(p => new Coordinates(x[i] - HalfWidth * p.Height, p.Place)),
                .. outline.Select(p => new Coordinates(x[i] + HalfWidth * p.Height, p.Place)).Reverse(),
            ]);
        }
        across.AddPoints(plot, table.Rows.Numbers(name), scale, Style.Red, 0.4, size: 5);
        across.Apply(plot.Axes.Bottom);
        scale.Apply(plot.Axes.Left);
        plot.NameCircles(across.Shown.Name, Style.Red);
        plot.NameOutlines();
        return plot;
    }
}
