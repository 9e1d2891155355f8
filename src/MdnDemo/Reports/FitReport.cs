using System.Globalization;
using MixtureDensity;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace MdnDemo.Reports;

/// <summary>What fit prints: the scores beside those of simpler models, and what was saved.</summary>
internal static class FitReport
{
    /// <summary>Prints the scores, and the file that the model is in.</summary>
    public static void Print(ModelFit fit, string model)
    {
        Table table = PlainTable.Create(Title(fit), "value", "standard error");
        ScoreRow.AddAll(table, Rows(fit));
        table.AddRow("time", fit.Duration.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s", "");
        table.AddRow("file", Markup.Escape(model), "");
        PlainTable.Write(table);
        foreach (string sentence in Sentences(fit))
            Console.WriteLine(sentence);
    }

    /// <summary>What the scores are.</summary>
    public static string Title(ModelFit fit) => $"cross-validated score ({fit.Curves.Count} folds)";

    /// <summary>The scores of the model, and below them those of simpler models.</summary>
    public static IEnumerable<ScoreRow> Rows(ModelFit fit) =>
        [
            .. EvaluationReport.Rows(fit.OutOfFold!),
            .. fit.Baselines.Select(b => ScoreRow.From($"baseline: {b.Name}", b.NegativeLogLikelihood)),
        ];

    /// <summary>What is to be known of the scores, a sentence each.</summary>
    public static IEnumerable<string> Sentences(ModelFit fit)
    {
        double loss = fit.OutOfFold!.NegativeLogLikelihood.Mean;
        yield return "Each row is scored by one network that was not fitted to it; predictions average "
            + $"{fit.Model.Networks.Count}.";
        yield return fit.FoldScheme;
        yield return $"Selected architecture: {fit.Architecture}.";
        if (fit.Model.Calibration is { } calibration)
            yield return CalibrationText.Of(calibration) + ".";
        if (loss < 0 && !ObservationText.IsSpiky(fit))
            yield return "Negative values are possible: a density can exceed 1.";
        foreach (string sentence in ObservationText.Of(fit))
            yield return sentence;
        foreach (Baseline better in fit.Baselines.Where(b => b.NegativeLogLikelihood.Mean < loss))
            yield return $"Warning: the baseline '{better.Name}' scored better.";
    }

    /// <summary>Prints the files of the pictures and of the page.</summary>
    public static void PrintFiles(IReadOnlyList<string> files)
    {
        Table table = PlainTable.Create("", "").HideHeaders();
        foreach (string file in files)
            table.AddRow("file", Markup.Escape(file));
        PlainTable.Write(table);
    }
}
