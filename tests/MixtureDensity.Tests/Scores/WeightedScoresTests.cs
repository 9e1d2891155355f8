using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Scores;

/// <summary>How the weight of a row enters a score.</summary>
public sealed class WeightedScoresTests
{
    private static readonly Gen<(int Weight, double Y)[]> Rows =
        Gen.Select(Gen.Int[0, 3], Gen.Double[-4, 4]).Array[1, 25];

    /// <summary>N rows of ½ N(0, 1) + ½ N(1, 1), and what was observed.</summary>
    private static MixtureBatch Predictions(int rows) => GaussianMixture.Diagonal(
        full([rows, 2], Math.Log(0.5), ScalarType.Float64),
        new double[] { 0, 1 }.As(ScalarType.Float64, 1, 2, 1).expand(rows, 2, 1),
        ones(rows, 2, 1, ScalarType.Float64)).ToBatch();

    private static Evaluation Evaluate(double[] y, double[]? weights = null)
    {
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(Predictions(y.Length), [y], weights);
        return evaluator.Result();
    }

    [Fact]
    public void A_row_of_weight_2_is_that_row_twice_and_one_of_weight_0_is_none() => Rows.Check(rows =>
    {
        double[] repeated = [.. rows.SelectMany(row => Enumerable.Repeat(row.Y, row.Weight))];
        if (repeated.Length == 0)
            return;
        Evaluation expected = Evaluate(repeated),
            scores = Evaluate([.. rows.Select(r => r.Y)], [.. rows.Select(r => (double)r.Weight)]);
        Assert.Equal(rows.Count(r => r.Weight > 0), scores.Rows);
        Close.To(expected.NegativeLogLikelihood.Mean, scores.NegativeLogLikelihood.Mean, 1e-12, 1e-12);
        Close.To(expected.EffectiveComponents, scores.EffectiveComponents, 1e-12);
        TargetEvaluation target = scores.Targets[0], ofRepeated = expected.Targets[0];
        Close.To(ofRepeated.Crps.Mean, target.Crps.Mean, 1e-12);
        Close.To(ofRepeated.Rmse.Mean, target.Rmse.Mean, 1e-12);
        foreach (double level in new[] { 0.2, 0.5, 0.9 })
            Close.To(ofRepeated.Coverage(level).Mean, target.Coverage(level).Mean, 0, 1e-12);
        Close.To(ofRepeated.Histogram(7), target.Histogram(7), 0, 1e-12);
    });

    [Fact]
    public void Weights_may_be_of_any_size_and_equal_ones_are_as_good_as_none() =>
        Gen.Select(Gen.Double[-4, 4].Array[2, 25], Mixtures.OneOf(1e-300, 0.3, 1e300)).Check((y, weight) =>
        {
            Evaluation expected = Evaluate(y), scores = Evaluate(y, [.. y.Select(_ => weight)]);
            Same(expected.NegativeLogLikelihood, scores.NegativeLogLikelihood);
            Same(expected.Targets[0].Crps, scores.Targets[0].Crps);
            Same(expected.Targets[0].Rmse, scores.Targets[0].Rmse);
            Same(expected.Targets[0].Coverage(0.5), scores.Targets[0].Coverage(0.5));
            Close.To(y.Length, scores.EffectiveRows, 1e-12);
        });

    [Fact]
    public void A_row_of_weight_0_counts_for_nothing_even_where_it_is_impossible()
    {
        Estimate of = Estimate.From([1, double.PositiveInfinity, 3, double.NaN], [1, 0, 1, 0]);
        Same(Estimate.From([1, 3]), of);
        Assert.True(double.IsNaN(Estimate.From([1, 2], [0, 5]).StandardError));
        Assert.Equal(2, Estimate.From([1, 2], [0, 5]).Mean);
    }

    // Rows that are drawn with their weights, again and again.
    [Theory, InlineData(1), InlineData(2)]
    public void The_standard_error_is_that_of_the_bootstrap(int seed)
    {
        const int Size = 300, Samples = 4000;
        var random = new Random(seed);
        double[] weights = [.. Enumerable.Range(0, Size).Select(_ => Math.Exp(random.NextDouble() * 3))];
        // Heavy rows vary more.
        double[] values = [.. weights.Select(w => random.NextDouble() * w + 0.1 * w)];
        double[] means = [.. Enumerable.Range(0, Samples).Select(_ =>
        {
            double sum = 0, total = 0;
            for (int i = 0; i < Size; i++)
            {
                int row = random.Next(Size);
                sum += weights[row] * values[row];
                total += weights[row];
            }
            return sum / total;
        })];
        double mean = means.Average(), error = Math.Sqrt(means.Average(m => (m - mean) * (m - mean)));
        // The deviation of so many means is known to 1.1 % of itself.
        Close.To(error, Estimate.From(values, weights).StandardError, 0.05, 0, $"seed {seed}");
    }

    [Fact]
    public void The_standard_error_of_a_coverage_is_how_far_those_of_other_samples_scatter()
    {
        const int Size = 200, Samples = 3000, Seed = 3;
        var random = new Random(Seed);
        double[] weights = [.. Enumerable.Range(0, Size).Select(i => 1.0 + i % 9)];
        TargetEvaluation[] samples = [.. Enumerable.Range(0, Samples).Select(_ => new TargetEvaluation(
            "y", default, default, [.. weights.Select(_ => random.NextDouble())]) { Weights = weights })];
        double error = Math.Sqrt(samples.Average(s => Math.Pow(s.Coverage(0.8).Mean - 0.8, 2)));
        Close.To(error, samples.Average(s => s.Coverage(0.8).StandardError), 0.06, 0, $"seed {Seed}");
    }

    [Fact]
    public void Intervals_and_regions_are_scored_by_weight_too() => Rows.Check(rows =>
    {
        double[] repeated = [.. rows.SelectMany(row => Enumerable.Repeat(row.Y, row.Weight))];
        if (repeated.Length == 0)
            return;
        TargetSets Score(double[] y, double[]? weights)
        {
            var evaluator = new SetEvaluator([TargetCalibration.None], [0.6]);
            evaluator.Add(Predictions(y.Length), [y], weights);
            return evaluator.Result()[0];
        }
        TargetSets expected = Score(repeated, null),
            scores = Score([.. rows.Select(r => r.Y)], [.. rows.Select(r => (double)r.Weight)]);
        Close.To(expected.Intervals[0].Coverage.Mean, scores.Intervals[0].Coverage.Mean, 0, 1e-12);
        Close.To(expected.Regions[0].Coverage.Mean, scores.Regions[0].Coverage.Mean, 0, 1e-12);
        Close.To(expected.Regions[0].Size.Mean, scores.Regions[0].Size.Mean, 1e-12);
    }, times: 30);

    // Of N(0, σ²) the central 60 % have the length 2 · 0.8416 σ, and are the region too.
    [Fact]
    public void The_mean_sizes_of_intervals_and_regions_are_weighted_as_well()
    {
        MixtureBatch two = GaussianMixture.Scalar(zeros(2, 1, ScalarType.Float64), zeros(2, 1, ScalarType.Float64),
            new double[] { 1, 3 }.As(ScalarType.Float64, 2, 1)).ToBatch();
        var evaluator = new SetEvaluator([TargetCalibration.None], [0.6]);
        evaluator.Add(two, [[0, 0]], [3, 1]);
        TargetSets sets = evaluator.Result()[0];
        double size = 2 * 0.8416212335729143 * (3 * 1 + 1 * 3) / 4;
        Close.To(size, sets.Intervals[0].Size.Mean, 1e-9);
        Close.To(size, sets.Regions[0].Size.Mean, 1e-9);
    }

    [Fact]
    public void Rows_without_any_weight_have_no_scores()
    {
        var sets = new SetEvaluator([TargetCalibration.None], [0.6]);
        sets.Add(Predictions(2), [[0.5, 3]], [0, 0]);
        Assert.Throws<InvalidOperationException>(sets.Result);
        var scores = new Evaluator(["y"]);
        scores.Add(Predictions(2), [[0.5, 3]], [0, 0]);
        Assert.Throws<InvalidOperationException>(scores.Result);
    }

    [Fact]
    public void Batches_with_and_without_weights_may_be_mixed()
    {
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(Predictions(2), [[0.5, 3]]);
        evaluator.Add(Predictions(1), [[-1]], [2]);
        Evaluation expected = Evaluate([0.5, 3, -1, -1]);
        Close.To(expected.NegativeLogLikelihood.Mean, evaluator.Result().NegativeLogLikelihood.Mean, 1e-12);
    }

    [Fact]
    public void Invalid_weights_are_refused()
    {
        MixtureBatch two = Predictions(2);
        Assert.Contains("weights is -1 in row 1", Assert.Throws<ArgumentException>(
            () => new Evaluator(["y"]).Add(two, [[0, 0]], [1, -1])).Message);
        Assert.Contains("2 rows and 1 weights", Assert.Throws<ArgumentException>(
            () => new Evaluator(["y"]).Add(two, [[0, 0]], [1])).Message);
        Assert.Throws<ArgumentException>(() => new Calibrator(1).Add(two, [[0, 0]], [1, double.NaN]));
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(two, [[0, 0]], [0, 0]);
        Assert.Throws<InvalidOperationException>(() => evaluator.Result());
    }

    private static void Same(Estimate expected, Estimate actual)
    {
        Close.To(expected.Mean, actual.Mean, 1e-12, 1e-12);
        Close.To(expected.StandardError, actual.StandardError, 1e-9, 1e-12);
    }
}
