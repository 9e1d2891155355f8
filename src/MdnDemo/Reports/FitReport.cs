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
        Evaluation scores = fit.OutOfFold!;
        Table table = PlainTable.Create($"cross-validated score ({fit.Curves.Count} folds)", "value", "standard error");
        EvaluationReport.AddScores(table, scores);
        foreach (Baseline baseline in fit.Baselines)
        {
            table.AddRow(
                $"baseline: {Markup.Escape(baseline.Name)}",
                baseline.NegativeLogLikelihood.Mean.ToString("G5", CultureInfo.InvariantCulture),
                baseline.NegativeLogLikelihood.StandardError.ToString("G2", CultureInfo.InvariantCulture));
        }
        table.AddRow("time", fit.Duration.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s", "");
        table.AddRow("file", Markup.Escape(model), "");
        PlainTable.Write(table);

        Console.WriteLine(
            $"Each row is scored by one network that was not fitted to it; predictions average "
                + $"{fit.Model.Networks.Count}.");
        Console.WriteLine(fit.FoldScheme);
        Console.WriteLine($"Selected architecture: {fit.Architecture}.");
        if (scores.NegativeLogLikelihood.Mean < 0)
            Console.WriteLine("Negative values are possible: a density can exceed 1.");
        foreach (TargetScaling target in fit.Model.Schema.Targets.Where(t => t.Spacing > 0))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Target '{target.Name}' is rounded to {target.Spacing:G4}; no component is narrower than half of "
                    + $"that."));
        foreach (Baseline better in fit.Baselines
            .Where(b => b.NegativeLogLikelihood.Mean < scores.NegativeLogLikelihood.Mean))
            Console.WriteLine($"Warning: the baseline '{better.Name}' scored better.");
    }

    /// <summary>Prints the files of the pictures.</summary>
    public static void PrintPictures(IReadOnlyList<string> files)
    {
        Table table = PlainTable.Create("", "").HideHeaders();
        foreach (string file in files)
            table.AddRow("file", Markup.Escape(file));
        PlainTable.Write(table);
    }
}
