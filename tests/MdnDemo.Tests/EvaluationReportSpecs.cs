using System.Text.Json;
using MdnDemo.Reports;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>Every score in its place, for people and for programs.</summary>
public sealed class EvaluationReportSpecs
{
    // A row lies in the middle of each 40th: half of them in the central half, and so on.
    private static readonly double[] Pit = [.. Enumerable.Range(0, 40).Select(i => (i + 0.5) / 40)];

    private static Evaluation Evaluate(params string[] targets) => new(
        Pit.Length, new Estimate(1.5, 0.25), 1.75,
        [.. targets.Select((name, d) =>
            new TargetEvaluation(name, new Estimate(2 + 10 * d, 0.125), new Estimate(3 + 10 * d, 0.375), Pit))]);

    private static TargetSets[] Sets(int targets) => [.. Enumerable.Range(0, targets).Select(d => new TargetSets(
        [new SetEvaluation(0.975, new Estimate(0.96, 0.01), new Estimate(5 + d, 0.5))],
        [new SetEvaluation(0.975, new Estimate(0.97, 0.02), new Estimate(4 + d, double.NaN))]))];

    [Fact]
    public void A_program_finds_every_score_under_its_name() => Assert.Equal(
        new Dictionary<string, double>
        {
            ["rows"] = 40, ["nll"] = 1.5, ["nll_se"] = 0.25, ["effective_components"] = 1.75, ["crps"] = 2,
            ["crps_se"] = 0.125, ["rmse"] = 3, ["rmse_se"] = 0.375, ["coverage_50"] = 0.5, ["coverage_80"] = 0.8,
            ["coverage_90"] = 0.9, ["coverage_95"] = 0.95,
            ["interval_97.5_coverage"] = 0.96, ["interval_97.5_coverage_se"] = 0.01, ["interval_97.5_length"] = 5,
            ["interval_97.5_length_se"] = 0.5, ["region_97.5_coverage"] = 0.97, ["region_97.5_coverage_se"] = 0.02,
            ["region_97.5_length"] = 4, ["region_97.5_length_se"] = double.NaN,
        },
        Numbers(Json(Evaluate("y"))));

    [Fact]
    public void Of_several_targets_each_has_its_own_scores()
    {
        JsonElement targets = Json(Evaluate("y", "z")).GetProperty("targets");
        Assert.Equal((2, 3), (Numbers(targets.GetProperty("y"))["crps"], Numbers(targets.GetProperty("y"))["rmse"]));
        Assert.Equal((12, 13), (Numbers(targets.GetProperty("z"))["crps"], Numbers(targets.GetProperty("z"))["rmse"]));
        Assert.Equal(0.8, Numbers(targets.GetProperty("z"))["coverage_80"]);
        Assert.Contains(new ScoreRow("z: CRPS", "12.00", "0.12"), EvaluationReport.Rows(Evaluate("y", "z")));
    }

    // With a standard error of √(p (1 − p)/40) where p is the coverage.
    [Fact]
    public void A_reader_finds_every_score_beside_its_standard_error() => Assert.Equal<ScoreRow>(
        [
            new("rows", "40"), new("negative log-likelihood, nats", "1.50", "0.25"), new("CRPS", "2.00", "0.12"),
            new("RMSE of the mean", "3.00", "0.38"), new("coverage of the 50 % interval", "0.500", "0.079"),
            new("coverage of the 80 % interval", "0.800", "0.063"),
            new("coverage of the 90 % interval", "0.900", "0.047"),
            new("coverage of the 95 % interval", "0.950", "0.034"), new("effective components", "1.75"),
        ],
        EvaluationReport.Rows(Evaluate("y")));

    private static JsonElement Json(Evaluation evaluation)
    {
        using var text = new StringWriter();
        EvaluationReport.PrintJson(text, evaluation, Sets(evaluation.Targets.Count));
        return JsonDocument.Parse(text.ToString()).RootElement;
    }

    private static Dictionary<string, double> Numbers(JsonElement json) => json.EnumerateObject()
        .ToDictionary(property => property.Name, property =>
            property.Value.ValueKind == JsonValueKind.Null ? double.NaN : property.Value.GetDouble());
}
