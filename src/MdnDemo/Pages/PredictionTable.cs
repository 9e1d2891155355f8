using MdnDemo.Plots;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Pages;

/// <summary>The numbers behind a picture of predictions: those of some rows that it shows.</summary>
internal static class PredictionTable
{
    private const int MaxInputs = 3;

    private static readonly double[] Levels = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>The HTML table of a target.</summary>
    public static string Create(TrainingTable table, DensityModel model, int target)
    {
        string name = table.Targets[target];
        int[] rows = TypicalRowsFigure.Rows(table, model, target);
        MixtureBatch predicted = model.Predict(table.Rows.Select(rows));
        double[] observed = table.Rows.Numbers(name);
        bool isLogarithmic = model.Schema.Targets[target].Observation.IsLogarithmic;
        return Html.Table($"Quantiles of {name} in some rows",
            ["row", "observed", .. Levels.Select(level => $"{100 * level:F0} %")],
            rows.Select((row, i) =>
            {
                ScalarDistribution own = predicted.Marginal(i, target);
                IEnumerable<double> values = [observed[row], .. Levels.Select(own.Quantile)];
                return (string[])[Inputs(table, row), .. values.Select(value =>
                    CaseReport.Format(value, own.StandardDeviation, isFactor: isLogarithmic))];
            }));
    }

    private static string Inputs(TrainingTable table, int row)
    {
        int rest = table.Inputs.Count - MaxInputs;
        return string.Join(", ", table.Inputs.Take(MaxInputs)
            .Select(input => $"{input}: {TypicalRowsFigure.Text(table.Rows[input], row)}"))
            + (rest > 0 ? $" and {rest} more" : "");
    }
}
