using System.Text.Json;
using System.Text.Json.Nodes;
using MdnDemo.Answers;
using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>The scores of a model, as text or JSON.</summary>
internal static class EvaluationReport
{
    /// <summary>The nominal levels whose coverage is reported.</summary>
    public static readonly double[] Levels = [0.5, 0.8, 0.9, 0.95];

    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Prints a table of the scores, and sentences about them.</summary>
    public static void Print(Evaluation evaluation, IReadOnlyList<TargetSets> sets)
    {
        List<ScoreRow> rows = [.. Rows(evaluation)];
        for (int d = 0; d < sets.Count; d++)
        {
            string of = sets.Count > 1 ? $"{evaluation.Targets[d].Name}: " : "";
            rows.AddRange([.. RowsOf($"{of}interval", sets[d].Intervals), .. RowsOf($"{of}region", sets[d].Regions)]);
        }
        PlainTable.Write(PlainTable.Create("score", rows));
        foreach (string sentence in CalibrationSentences.Create(evaluation))
            PlainTable.Write(sentence);
    }

    /// <summary>A row for each score.</summary>
    public static IEnumerable<ScoreRow> Rows(Evaluation evaluation)
    {
        yield return new ScoreRow("rows", $"{evaluation.Rows:N0}");
        yield return ScoreRow.From("negative log-likelihood, nats", evaluation.NegativeLogLikelihood);
        foreach (TargetEvaluation target in evaluation.Targets)
        {
            string of = evaluation.Targets.Count > 1 ? $"{target.Name}: " : "";
            yield return ScoreRow.From($"{of}CRPS", target.Crps);
            yield return ScoreRow.From($"{of}RMSE of the mean", target.Rmse);
            foreach (double level in Levels)
                yield return ScoreRow.From($"{of}coverage of the {level:P0} interval", target.Coverage(level));
        }
        yield return new ScoreRow("effective components", $"{evaluation.EffectiveComponents:F2}");
        if (evaluation.IsWeighted)
            yield return new ScoreRow("effective rows", $"{evaluation.EffectiveRows:N1}");
    }

    /// <summary>Prints one JSON object; with several targets the scores of each are under its name.</summary>
    public static void PrintJson(TextWriter output, Evaluation evaluation, IReadOnlyList<TargetSets> sets)
    {
        var json = new JsonObject
        {
            ["rows"] = evaluation.Rows,
            ["nll"] = Number(evaluation.NegativeLogLikelihood.Mean),
            ["nll_se"] = Number(evaluation.NegativeLogLikelihood.StandardError),
            ["effective_components"] = Number(evaluation.EffectiveComponents),
        };
        if (evaluation.IsWeighted)
            json["effective_rows"] = Number(evaluation.EffectiveRows);
        if (evaluation.Targets.Count == 1)
        {
            AddTarget(json, evaluation.Targets[0], sets[0]);
        }
        else
        {
            var targets = new JsonObject();
            foreach (var (target, own) in evaluation.Targets.Zip(sets))
            {
                var scores = new JsonObject();
                AddTarget(scores, target, own);
                targets[target.Name] = scores;
            }
            json["targets"] = targets;
        }
        output.WriteLine(json.ToJsonString(Indented));
    }

    private static IEnumerable<ScoreRow> RowsOf(string kind, IEnumerable<SetEvaluation> sets) =>
        sets.SelectMany(s => new[]
        {
            ScoreRow.From($"{kind} of {IntervalsAnswer.Percent(s.Level)} %: coverage", s.Coverage),
            ScoreRow.From($"{kind} of {IntervalsAnswer.Percent(s.Level)} %: mean length", s.Size),
        });

    private static void AddTarget(JsonObject json, TargetEvaluation target, TargetSets sets)
    {
        json["crps"] = Number(target.Crps.Mean);
        json["crps_se"] = Number(target.Crps.StandardError);
        json["rmse"] = Number(target.Rmse.Mean);
        json["rmse_se"] = Number(target.Rmse.StandardError);
        foreach (double level in Levels)
            json[$"coverage_{100 * level:F0}"] = target.Coverage(level).Mean;
        AddSets(json, "interval", sets.Intervals);
        AddSets(json, "region", sets.Regions);
    }

    private static void AddSets(JsonObject json, string kind, IEnumerable<SetEvaluation> sets)
    {
        foreach (SetEvaluation set in sets)
        {
            string key = $"{kind}_{IntervalsAnswer.Percent(set.Level)}";
            json[$"{key}_coverage"] = Number(set.Coverage.Mean);
            json[$"{key}_coverage_se"] = Number(set.Coverage.StandardError);
            json[$"{key}_length"] = Number(set.Size.Mean);
            json[$"{key}_length_se"] = Number(set.Size.StandardError);
        }
    }

    // JSON has no NaN, which is the standard error of a single row, and no infinity.
    internal static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
