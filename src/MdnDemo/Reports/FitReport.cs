using MdnDemo.Tables;
using MixtureDensity;
using Spectre.Console;
using Table = Spectre.Console.Table;
using TableColumn = MixtureDensity.TableColumn;

namespace MdnDemo.Reports;

/// <summary>The report of a fit: the scores beside those of the baselines, and the files that were saved.</summary>
internal static class FitReport
{
    // A loss is still falling if its fall, over the folds, exceeds a number of standard errors and of nats.
    private const double MinErrors = 2;
    private const double MinFall = 0.01;
    private const double LastPart = 0.2;

    // A model is better than a baseline if the difference exceeds this number of standard errors.
    private const double MinBetter = 2;

    // That of a mean over many rows.
    private const double RoundingError = 1e-9;

    private const int MaxNames = 8;

    /// <summary>Prints the columns, the scores, and the file of the model.</summary>
    public static void Print(TrainingTable learnt, ModelFit fit, string model)
    {
        PlainTable.Write(Heading(learnt));
        Table table = PlainTable.Create(Title(fit), Rows(fit));
        table.AddRow("time", $"{fit.Duration.TotalSeconds:F1} s");
        table.AddRow("file", Markup.Escape(model));
        PlainTable.Write(table);
        foreach (string sentence in Sentences(fit))
            PlainTable.Write(sentence);
    }

    /// <summary>The columns that were used, and those that were not.</summary>
    public static string Heading(TrainingTable learnt)
    {
        string[] kinds =
        [
            .. new[] { "number", "category", "date" }.Select(kind => (Kind: kind,
                Count: learnt.Inputs.Count(name => KindOf(learnt.Rows[name]) == kind))).Where(k => k.Count > 0)
                .Select(k => k is { Kind: "category", Count: > 1 } ? $"{k.Count:N0} categories"
                    : Count.Format(k.Count, k.Kind)),
        ];
        string skipped = learnt.Skipped > 0 ? $" ({learnt.Skipped:N0} skipped)" : "";
        string unused = learnt.Unused.Count > 0 ? $"; not used: {Names(learnt.Unused)}" : "";
        string weighted = learnt.Weight is { } weight ? $", weighted by {weight}" : "";
        return $"{Names(learnt.Targets)} given {Names(learnt.Inputs)} ({string.Join(", ", kinds)}); "
            + $"{Count.Format(learnt.Rows.Rows, "row")}{skipped}{weighted}{unused}.";
    }

    /// <summary>The title of the scores.</summary>
    public static string Title(ModelFit fit) => $"cross-validated score ({fit.Curves.Count} folds)";

    /// <summary>The model's likelihood, those of the baselines, and the model's other scores.</summary>
    public static IEnumerable<ScoreRow> Rows(ModelFit fit)
    {
        // The number of rows is in the line above.
        ScoreRow[] rows = [.. EvaluationReport.Rows(fit.OutOfFold!).Skip(1)];
        bool isBest = !fit.Baselines.Any(IsBetter);
        Baseline? best = isBest ? null : fit.Baselines.MinBy(b => b.Difference.Mean);
        return
        [
            rows[0] with { IsBest = isBest },
            .. fit.Baselines.Where(b => !IsModel(b)).Select(b => ScoreRow.From(b) with { IsBest = b == best }),
            .. rows[1..],
        ];
    }

    /// <summary>Sentences about the scores.</summary>
    public static IEnumerable<string> Sentences(ModelFit fit)
    {
        foreach (Baseline better in fit.Baselines.Where(IsBetter))
        {
            string difference = SignificantDigits.Text(better.Difference with { Mean = -better.Difference.Mean });
            yield return $"Warning: the baseline '{better.Name}' scored better, by {difference} nats.";
        }
        if (Verdict(fit) is { } verdict)
            yield return verdict;
        foreach (Baseline stopped in fit.Baselines.Where(b => HasStopped(b, fit)))
        {
            var (own, _) = SignificantDigits.Format(stopped.NegativeLogLikelihood with { Mean = OnSameRows(stopped) });
            yield return $"'{stopped.Name}' stopped early: on the rows that it scored, the model's value is {own}.";
        }
        yield return "Each row is scored by one network that was not trained on it; predictions average "
            + $"{Count.Format(fit.Model.Networks.Count, "network")}.";
        yield return fit.FoldScheme;
        yield return $"Selected architecture: {fit.Architecture}.";
        if (fit.Model.Training.WeightColumn is { } weight)
            yield return
                $"Rows count by their weight in '{weight}', scaled to a mean of 1; the scores are as certain as those "
                    + $"of {fit.OutOfFold!.EffectiveRows:N0} rows of one weight.";
        if (fit.Model.Calibration is not null)
            yield return CalibrationSentences.Source(fit.Model);
        if (fit.OutOfFold!.NegativeLogLikelihood.Mean < 0 && !ObservationText.IsSpiky(fit))
            yield return "Negative values are possible: a density can exceed 1.";
        foreach (string sentence in ObservationText.Create(fit))
            yield return sentence;
        foreach (string sentence in CalibrationSentences.Create(fit.OutOfFold!))
            yield return sentence;
        foreach (string sentence in ExtrapolationSentences.Create(fit))
            yield return sentence;
        if (IsStillFalling(fit.Curves))
            yield return
                $"The validation loss was still falling after {fit.Curves.Max(c => c[^1].Step):N0} steps; more "
                    + "--steps, or a larger --effort, may lower it.";
    }

    /// <summary>Prints the files of the pictures and of the page.</summary>
    public static void PrintFiles(IReadOnlyList<string> files)
    {
        Table table = PlainTable.Create("", "").HideHeaders();
        foreach (string file in files)
            table.AddRow("file", Markup.Escape(file));
        PlainTable.Write(table);
    }

    /// <summary>
    /// How the model compares with the best baseline, unless the baseline is better, which is a warning.
    /// </summary>
    private static string? Verdict(ModelFit fit)
    {
        Baseline[] others = [.. fit.Baselines.Where(b => !IsModel(b)).OrderBy(b => b.Difference.Mean)];
        if (others.Length == 0 || others.Any(b => IsBetter(b) || double.IsNaN(b.Difference.StandardError))
            || ObservationText.IsSpiky(fit))
            return null;
        Baseline[] asGood =
            [.. others.Where(b => b.Difference.Mean <= MinBetter * b.Difference.StandardError)];
        Baseline best = asGood.FirstOrDefault(b => b.Name == Baseline.Marginal) ?? asGood.FirstOrDefault(others[0]);
        if (asGood.Length == 0)
            return $"The model is better than the baselines: an observed value is on average {Factor(best)} times as "
                + $"likely as under the best of them, '{best.Name}'.";
        string why = best.Name == Baseline.Marginal ? ", which ignores the inputs" : "";
        return $"The model is not clearly better than the baseline '{best.Name}'{why}: "
            + $"{SignificantDigits.Text(best.Difference)} nats are within two standard errors.";
    }

    private static string Factor(Baseline baseline) => baseline.Difference.Mean < Math.Log(1000)
        ? $"{Math.Exp(baseline.Difference.Mean):G3}" : "more than 1,000";

    // Where networks with one Gaussian were selected, they are the model and no baseline.
    private static bool IsModel(Baseline baseline) => baseline.Difference is { Mean: 0, StandardError: 0 };

    // A baseline that was stopped early is compared on the rows that it scored, and the model's value on these is
    // another than that on all.
    private static bool HasStopped(Baseline baseline, ModelFit fit) => !IsModel(baseline)
        && Math.Abs(OnSameRows(baseline) - fit.OutOfFold!.NegativeLogLikelihood.Mean)
            > RoundingError * (1 + Math.Abs(baseline.NegativeLogLikelihood.Mean));

    private static double OnSameRows(Baseline baseline) =>
        baseline.NegativeLogLikelihood.Mean - baseline.Difference.Mean;

    private static bool IsBetter(Baseline baseline) => baseline.Difference.Mean < 0;

    /// <summary>
    /// Whether most trainings ended at their best validation loss, and it fell at the end by more than chance.
    /// </summary>
    private static bool IsStillFalling(IReadOnlyList<IReadOnlyList<TrainingProgress>> curves)
    {
        if (2 * curves.Count(c => c.MinBy(p => p.ValidationLoss).Step == c[^1].Step) <= curves.Count)
            return false;
        var fall = Estimate.From([.. curves.Select(c =>
            c.Last(p => p.Step <= (1 - LastPart) * c[^1].Step).ValidationLoss - c[^1].ValidationLoss)]);
        return fall.Mean > MinFall && fall.Mean > MinErrors * fall.StandardError;
    }

    private static string KindOf(TableColumn column) => column switch
    {
        TextColumn => "category",
        NumericColumn { IsTime: true } => "date",
        _ => "number",
    };

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(MaxNames))
        + (names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : "");
}
