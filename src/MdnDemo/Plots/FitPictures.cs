using MdnDemo.Files;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>The pictures of a fit to a table.</summary>
internal static class FitPictures
{
    /// <summary>The names of the pictures that a table gets.</summary>
    public static IEnumerable<string> Names(TrainingTable table) =>
        [
            "loss.png",
            .. HasOneNumber(table) ? ["density.png"] : Array.Empty<string>(),
            .. table.Targets.SelectMany((_, d) => new[] { Name("quantiles", d), Name("pit", d), Name("coverage", d) }),
        ];

    /// <summary>Draws them one after the other.</summary>
    public static IEnumerable<Picture> Draw(TrainingTable table, ModelFit fit)
    {
        yield return FitLossFigure.Draw(fit).Finish("loss.png");
        if (HasOneNumber(table))
            yield return TableDensityFigure.Draw(table, fit.Model).Finish("density.png");
        for (int d = 0; d < table.Targets.Count; d++)
        {
            yield return QuantilesFigure.Draw(table, fit.Model, d).Finish(Name("quantiles", d));
            yield return CalibrationFigure.DrawPit(fit.OutOfFold!.Targets[d]).Finish(Name("pit", d));
            yield return CalibrationFigure.DrawCoverage(fit.OutOfFold.Targets[d]).Finish(Name("coverage", d));
        }
    }

    /// <summary>Whether one input of numbers leads to one target, so that both fit on the axes of a picture.</summary>
    public static bool HasOneNumber(TrainingTable table) =>
        table.Inputs.Count == 1 && table.Targets.Count == 1 && table.Rows[table.Inputs[0]] is NumericColumn;

    private static string Name(string picture, int target) =>
        target == 0 ? $"{picture}.png" : $"{picture}-{target + 1}.png";
}
