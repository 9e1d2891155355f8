using System.Text;
using System.Text.Json.Nodes;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Pages;

/// <summary>
/// The page of a fit: a model to play with, its scores and pictures, and how the table was read.
/// </summary>
internal static class FitPage
{
    private const int MaxNames = 4;
    private const int MaxColumns = 200;

    // The fraction of the space besides the texts for pictures; the networks get the rest.
    private const double PicturePart = 0.45;

    /// <summary>Makes the page, of at most <see cref="HtmlPage.MaxBytes"/>.</summary>
    /// <param name="table">The training table.</param>
    /// <param name="fit">The model and its scores.</param>
    public static byte[] Make(TrainingTable table, ModelFit fit, IReadOnlyList<Picture> pictures)
    {
        string title = $"{Names(table.Targets)} given {Names(table.Inputs)}";
        JsonObject data = ModelData.From(table, fit.Model);
        string scores = Scores(fit), columns = Columns(table);
        long fixedSize = HtmlPage.Make(title, scores + columns, data, Scripts).Length + 4000;
        long room = HtmlPage.MaxBytes - fixedSize;
        string shown = Pictures(pictures, table, fit, (long)(PicturePart * room));
        IReadOnlyList<MixtureDensityNetwork> chosen =
            ModelData.Chosen(fit.Model, room - Encoding.UTF8.GetByteCount(shown));
        data["networks"] = new JsonArray([.. chosen.Select(n => (JsonNode)PackedNetwork.Pack(DenseWeights.From(n)))]);

        string body = $"<main>\n<h1>{Html.Text(title)}</h1>\n"
            + Html.Paragraph(Lead(table, fit), "lead") + Explorer(chosen.Count, fit.Model)
            + scores + shown + columns + "</main>\n" + Footer(chosen.Count, fit.Model);
        return chosen.Count > 0 ? HtmlPage.Make(title, body, data, Scripts) : HtmlPage.Make(title, body, null);
    }

    private static string[] Scripts => ["distribution.js", "mixture.js", "chart.js", "controls.js", "explorer.js"];

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MaxNames))
            + (names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : "");

    private static string Lead(TrainingTable table, ModelFit fit) =>
        $"A mixture density network's answer to every case: not one number, but how likely each one is. Learnt from "
            + $"{Count.Format(fit.Model.Training.Rows, "row")} of {Path.GetFileName(table.Name)}.";

    private static string Explorer(int networks, DensityModel model) => networks > 0
        ? "<h2>Choose a case</h2>\n<div id=\"explorer\" class=\"explorer\"></div>\n"
            + "<noscript><p>The explorer computes in the browser and needs JavaScript.</p></noscript>\n"
        : Html.Paragraph(
            $"A network has {Count.Format(WeightsOf(model.Networks[0]), "weight")}, too many for a page: there is no "
                + "explorer here. The command predict answers.", "warning");

    private static long WeightsOf(MixtureDensityNetwork network) => DenseWeights.Count(DenseWeights.WidthsOf(network));

    private static string Scores(ModelFit fit) =>
        "<h2>How good it is</h2>\n"
            + Html.Table(FitReport.Title(fit), ["score", "value", "standard error", "minus the model's"],
                FitReport.Rows(fit).Select(row => new[] { row.Name, row.Value, row.Error, Difference(row) }))
            + string.Concat(FitReport.Sentences(fit).Select(sentence => Html.Paragraph(
                sentence, sentence.StartsWith("Warning", StringComparison.Ordinal) ? "warning" : "")));

    private static string Difference(ScoreRow row) =>
        row.Difference + (row.DifferenceError.Length > 0 ? $" ± {row.DifferenceError}" : "");

    private static string Pictures(
        IReadOnlyList<Picture> pictures, TrainingTable table, ModelFit fit, long room)
    {
        if (pictures.Count == 0)
            return "";
        var html = new StringBuilder("<h2>Pictures</h2>\n<div class=\"pictures\">\n");
        int shown = 0;
        foreach (Picture picture in pictures)
        {
            string block = PictureBlock.Create(picture, table, fit);
            if (html.Length + block.Length > room)
                break;
            html.Append(block);
            shown++;
        }
        html.Append("</div>\n");
        if (shown < pictures.Count)
            html.Append(Html.Paragraph($"{shown} of {pictures.Count} pictures, for a page of at most 2 MB."));
        return html.ToString();
    }

    private static string Columns(TrainingTable table)
    {
        TableNotes notes = table.Notes;
        // The page may be sent to others, so it names no folder of this computer.
        string Shown(string text) => text.Replace(table.Name, Path.GetFileName(table.Name), StringComparison.Ordinal);
        string rest = notes.Columns.Count > MaxColumns
            ? Html.Paragraph($"And {notes.Columns.Count - MaxColumns} more columns.") : "";
        return "<h2>What was understood of the table</h2>\n" + Html.Paragraph(Shown(notes.Summary))
            + Html.Table("The columns", ["column", "is"],
                notes.Columns.Take(MaxColumns).Select(c => new[] { c.Column, c.What }), areNumbers: false)
            + rest + string.Concat(notes.Warnings.Take(MaxColumns).Select(w => Html.Paragraph(Shown(w), "warning")));
    }

    private static string Regions(DensityModel model) => model.Calibration is { } calibration
        ? "A region is the model's smallest set of values, calibrated by the scores of "
            + Count.Format(calibration.Rows, model.Training.WeightColumn is null ? "row" : "effective row")
            + ": of new rows like those it holds about as many as it says. "
        : "A region is the model's smallest set of values of its probability. ";

    private static string Footer(int networks, DensityModel model)
    {
        string some = networks == model.Networks.Count ? ""
            : $"It averages {networks} of the model's {model.Networks.Count} networks, for a page of at most 2 MB; the "
                + "scores are of all. ";
        string explorer = networks == 0 ? ""
            : "The explorer computes with the model's networks, their weights rounded to 16 bits. "
                + $"{some}{Regions(model)}";
        string text = explorer + "This file works alone: it loads nothing, and sends nothing. It holds no rows of the "
            + "table but those in the pictures; it does hold names, categories and ranges.";
        return $"<footer>{Html.Paragraph(text)}</footer>\n";
    }
}
