using System.Globalization;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;
using SkiaSharp;

namespace MdnDemo.Pages;

/// <summary>A picture on a page, with the numbers behind it as a table.</summary>
internal static class PictureBlock
{
    private const int Quality = 80;
    private const int PitBins = 10;

    /// <summary>The HTML of a picture of a fit.</summary>
    public static string Create(Picture picture, TrainingTable table, ModelFit fit)
    {
        string[] parts = Path.GetFileNameWithoutExtension(picture.Name).Split('-');
        int index = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) - 1 : 0;
        TargetEvaluation target = fit.OutOfFold!.Targets[index];
        var (caption, numbers) = parts[0] switch
        {
            "loss" => ("The training and validation loss of each fold network", Loss(fit)),
            "pit" => ($"PIT histogram of {target.Name}: flat if the model is calibrated", Pit(target)),
            "coverage" => ($"Coverage of the central intervals of {target.Name}", Coverage(target)),
            "density" => ($"The density of {target.Name}", PredictionTable.Create(table, fit.Model, index)),
            _ => ($"The regions of {target.Name}, with the data", PredictionTable.Create(table, fit.Model, index)),
        };
        return Figure(caption, picture.Content, numbers);
    }

    /// <summary>A picture with its description and its numbers.</summary>
    public static string Figure(string caption, byte[] png, string table)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        using SKData small = bitmap.Encode(SKEncodedImageFormat.Webp, Quality);
        string source = $"data:image/webp;base64,{Convert.ToBase64String(small.AsSpan())}";
        string behind = Html.Details("The numbers behind this picture", table);
        return $"<figure><figcaption>{Html.Text(caption)}</figcaption><div class=\"picture\" tabindex=\"0\">"
            + $"<img src=\"{source}\" width=\"{bitmap.Width}\" height=\"{bitmap.Height}\" "
            + $"alt=\"{Html.Text(caption)}\"></div>{behind}</figure>\n";
    }

    private static string Loss(ModelFit fit) => Html.Table(
        "The best checkpoint of each fold network", ["fold", "step", "training loss", "validation loss"],
        fit.Curves.Select((curve, fold) =>
        {
            TrainingProgress best = curve.MinBy(p => p.ValidationLoss);
            return new[]
            {
                Text(fold + 1, "F0"), Text(best.Step, "N0"), Text(best.TrainingLoss, "F4"),
                Text(best.ValidationLoss, "F4"),
            };
        }));

    private static string Pit(TargetEvaluation target) => Html.Table(
        "Out-of-fold rows by P(Y ≤ y)", ["P(Y ≤ y)", "rows", "rows of a calibrated model"],
        target.Histogram(PitBins).Select((fraction, bin) => new[]
        {
            $"{Text(bin / (double)PitBins, "F1")} to {Text((bin + 1) / (double)PitBins, "F1")}",
            Text(fraction * target.Pit.Count, "N0"), Text(target.Pit.Count / (double)PitBins, "N1"),
        }));

    private static string Coverage(TargetEvaluation target) => Html.Table(
        "Rows inside of the central interval", ["nominal level", "fraction of the out-of-fold rows", "standard error"],
        EvaluationReport.Levels.Select(level => new[]
        {
            Text(level, "P0"), Text(target.Coverage(level).Mean, "F3"),
            Text(target.Coverage(level).StandardError, "F3"),
        }));

    private static string Text(IFormattable value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
