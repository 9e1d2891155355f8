using MdnDemo.Files;
using MdnDemo.Tables;
using MixtureDensity;
using ScottPlot;

namespace MdnDemo.Plots;

/// <summary>The pictures of a fit to a table.</summary>
internal static class FitPictures
{
    /// <summary>The names of the pictures of a table.</summary>
    public static IEnumerable<string> Names(TrainingTable table) =>
        ["loss.png", .. table.Targets.SelectMany((_, d) => ((string[])["density", "regions", "pit", "coverage"])
            .Select(picture => Name(picture, d)))];

    /// <summary>Draws the pictures one after the other.</summary>
    public static IEnumerable<Picture> Draw(TrainingTable table, ModelFit fit)
    {
        yield return FitLossFigure.Draw(fit).Finish("loss.png");
        for (int d = 0; d < table.Targets.Count; d++)
        {
            yield return DrawDensity(table, fit.Model, d).Finish(Name("density", d));
            FreePredictions();
            yield return RegionsFigure.Draw(table, fit.Model, d).Finish(Name("regions", d));
            FreePredictions();
            yield return CalibrationFigure.DrawPit(fit.OutOfFold!.Targets[d]).Finish(Name("pit", d));
            yield return CalibrationFigure.DrawCoverage(fit.OutOfFold.Targets[d]).Finish(Name("coverage", d));
        }
    }

    // Those of one picture are garbage before those of the next need memory.
    private static void FreePredictions() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);

    private static Plot DrawDensity(TrainingTable table, DensityModel model, int target) =>
        HorizontalAxis.HasOneNumber(table) ? TableDensityFigure.Draw(table, model, target)
            : HorizontalAxis.HasOneCategory(table) ? ViolinsFigure.Draw(table, model, target)
            : TypicalRowsFigure.Draw(table, model, target);

    private static string Name(string picture, int target) =>
        target == 0 ? $"{picture}.png" : $"{picture}-{target + 1}.png";
}
