using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Scores;

public sealed class EvaluatorTests
{
    /// <summary>N rows of N(0, 1), and what was observed.</summary>
    private static Evaluation Evaluate(params double[] observed)
    {
        Tensor y = observed.As(ScalarType.Float64, observed.Length, 1);
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(StandardNormal(observed.Length), y);
        return evaluator.Result();
    }

    private static GaussianMixture StandardNormal(long rows) => GaussianMixture.Diagonal(
        zeros(rows, 1, ScalarType.Float64), zeros(rows, 1, 1, ScalarType.Float64),
            ones(rows, 1, 1, ScalarType.Float64));

    [Fact]
    public void Their_text_is_one_line_of_estimates_with_standard_errors()
    {
        Assert.Equal("0.6341 ± 0.09901", new Estimate(0.634118, 0.0990117).ToString());
        var target = new TargetEvaluation("y", new Estimate(2, 0.5), new Estimate(30.25, 1.5), [0.5]);
        Assert.Equal("1,200 rows, NLL -1.5 ± 0.25 nats; y: CRPS 2 ± 0.5, RMSE 30.25 ± 1.5",
            new Evaluation(1200, new Estimate(-1.5, 0.25), 3, [target]).ToString());
    }

    [Fact]
    public void Scores_of_a_standard_normal_are_those_of_the_textbook()
    {
        Evaluation scores = Evaluate(0, 1, -2);
        double[] losses = [.. new[] { 0.0, 1, 2 }.Select(z => 0.5 * Math.Log(2 * Math.PI) + 0.5 * z * z)];
        Assert.Equal(3, scores.Rows);
        Close.To(losses.Average(), scores.NegativeLogLikelihood.Mean, 1e-12);
        double mean = losses.Average();
        Close.To(Math.Sqrt(losses.Sum(l => (l - mean) * (l - mean)) / 2 / 3),
            scores.NegativeLogLikelihood.StandardError, 1e-12);
        TargetEvaluation target = Assert.Single(scores.Targets);
        // Gneiting and Raftery 2007, equation 21: z (2 Φ(z) − 1) + 2 φ(z) − 1/√π, at 0, 1 and −2.
        Close.To((0.23369497725510913 + 0.60244135762761680 + 1.45279182168590062) / 3, target.Crps.Mean, 1e-9);
        Close.To(Math.Sqrt(5.0 / 3), target.Rmse.Mean, 1e-12);
        Close.To([0.5, 0.84134474606854293, 0.022750131948179195], [.. target.Pit], 1e-12);
        Close.To(1, scores.EffectiveComponents, 1e-12);
    }

    [Fact]
    public void The_standard_errors_are_how_far_the_scores_of_other_samples_scatter()
    {
        const int Samples = 400, Rows = 300;
        Tensor observed = 1.3 * randn([Samples, Rows], ScalarType.Float64, generator: Make.Seed(3)) + 0.4;
        Evaluation[] all = [.. Enumerable.Range(0, Samples).Select(i => Evaluate(observed[i].Doubles()))];
        Scatters(e => e.NegativeLogLikelihood);
        Scatters(e => e.Targets[0].Crps);
        Scatters(e => e.Targets[0].Rmse);
        Scatters(e => e.Targets[0].Coverage(0.8));

        // The deviation of so many samples is known to 3.5 % of itself.
        void Scatters(Func<Evaluation, Estimate> score)
        {
            double[] means = [.. all.Select(e => score(e).Mean)];
            double mean = means.Average(), deviation = Math.Sqrt(means.Average(m => (m - mean) * (m - mean)));
            Close.To(deviation, all.Average(e => score(e).StandardError), 0.15);
        }
    }

    [Fact]
    public void The_effective_components_are_a_mean_over_rows()
    {
        // Two that weigh the same are two, one without weight is none.
        Tensor logWeights = new[] { Math.Log(0.5), Math.Log(0.5), 0, double.NegativeInfinity }
            .As(ScalarType.Float64, 2, 2);
        MixtureBatch rows = GaussianMixture
            .Diagonal(logWeights, zeros(2, 2, 1, ScalarType.Float64), ones(2, 2, 1, ScalarType.Float64)).ToBatch();
        Close.To(1.5, Effective(null), 1e-12);
        Close.To((3 * 2 + 1 * 1) / 4.0, Effective([3, 1]), 1e-12);

        double Effective(double[]? weights)
        {
            var evaluator = new Evaluator(["y"]);
            evaluator.Add(rows, [[0, 0]], weights);
            return evaluator.Result().EffectiveComponents;
        }
    }

    [Fact]
    public void The_effective_components_of_an_ensemble_are_those_of_its_networks()
    {
        // Of three networks each has two components that count alike, and a third without weight.
        Tensor logWeights = new[] { 0.5, 0.5, 0, 0.5, 0, 0.5, 0, 0.5, 0.5 }.Select(w => Math.Log(w / 3)).ToArray()
            .As(ScalarType.Float64, 1, 9);
        var evaluator = new Evaluator(["y"], networks: 3);
        evaluator.Add(
            GaussianMixture.Diagonal(logWeights, zeros(1, 9, 1, ScalarType.Float64), ones(1, 9, 1, ScalarType.Float64)),
            zeros(1, 1, ScalarType.Float64));
        Close.To(2, evaluator.Result().EffectiveComponents, 1e-12);
    }

    [Fact]
    public void Networks_share_the_point_masses_among_their_effective_components()
    {
        // Two equal networks, each with a component of weight ½, and a value of probability ½.
        var two = new MixtureBatch(1, 2, [0], new TargetObservation { PointMasses = [3] });
        new[] { 0.25, 0.25 }.CopyTo(two.Weights(0));
        new[] { 1.0, 1.0 }.CopyTo(two.Factors(0, 0, 0));
        two.MassProbabilities(0)[0] = 0.5;
        var evaluator = new Evaluator(["y"], networks: 2);
        evaluator.Add(two, [[1.0]]);
        Close.To(2, evaluator.Result().EffectiveComponents, 1e-12);
    }

    [Fact]
    public void Coverage_counts_the_rows_inside_their_central_interval()
    {
        // The central half of N(0, 1) ends at ±0.674, its 95 % at ±1.96.
        TargetEvaluation target = Evaluate(0.6, -0.6, 0.7, -3).Targets[0];
        Assert.Equal(0.5, target.Coverage(0.5).Mean);
        Assert.Equal(0.75, target.Coverage(0.95).Mean);
        Assert.Equal(0.25, target.Coverage(0.5).StandardError);
    }

    [Fact]
    public void A_calibrated_prediction_has_a_uniform_transform_and_nominal_coverage()
    {
        const int Rows = 4000;
        using var generator = new Generator(11);
        Tensor weights = nn.functional.log_softmax(randn([Rows, 3], ScalarType.Float64, generator: generator), -1);
        Tensor means = randn([Rows, 3, 1], ScalarType.Float64, generator: generator) * 3;
        Tensor scales = randn([Rows, 3, 1], ScalarType.Float64, generator: generator).exp();
        GaussianMixture prediction = GaussianMixture.Diagonal(weights, means, scales, generator);
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(prediction, prediction.sample());
        TargetEvaluation target = evaluator.Result().Targets[0];
        foreach (double level in new[] { 0.5, 0.8, 0.9, 0.95 })
            Close.To(level, target.Coverage(level).Mean, 0, 5 * Math.Sqrt(level * (1 - level) / Rows));
        double[] sorted = [.. target.Pit.Order()];
        double distance = sorted.Select((p, i) => Math.Max((i + 1.0) / Rows - p, p - (double)i / Rows)).Max();
        // Kolmogorov: above 2.2/√n once in 8,000 times.
        Assert.InRange(distance, 0, 2.2 / Math.Sqrt(Rows));
    }

    [Fact]
    public void Rows_added_in_parts_score_as_all_at_once()
    {
        double[] observed = [0.3, -1.2, 2, 0.1, 0.7];
        var evaluator = new Evaluator(["y"]);
        foreach (double[] part in observed.Chunk(2))
            evaluator.Add(StandardNormal(part.Length), part.As(ScalarType.Float64, part.Length, 1));
        Evaluation inParts = evaluator.Result(), atOnce = Evaluate(observed);
        Close.To(atOnce.NegativeLogLikelihood.Mean, inParts.NegativeLogLikelihood.Mean, 1e-12);
        Close.To(atOnce.Targets[0].Crps.StandardError, inParts.Targets[0].Crps.StandardError, 1e-12);
    }

    // One value has all the probability: its transform is any number from 0 to 1.
    [Fact]
    public void The_transforms_of_a_value_that_is_certain_are_uniform_over_batches_of_any_size()
    {
        const int Batches = 200, Size = 5;
        var certain = new MixtureBatch(Size, 1, [0], new TargetObservation { PointMasses = [3] });
        for (int row = 0; row < Size; row++)
            (certain.Factors(row, 0, 0)[0], certain.MassProbabilities(row)[0]) = (1, 1);
        var evaluator = new Evaluator(["y"]);
        for (int batch = 0; batch < Batches; batch++)
            evaluator.Add(certain, [[.. Enumerable.Repeat(3.0, Size)]]);
        double[] sorted = [.. evaluator.Result().Targets[0].Pit.Order()];
        Close.To([.. sorted.Select((_, i) => (i + 0.5) / sorted.Length)], sorted, 0, 0.005);
    }

    [Fact]
    public void The_bars_of_the_histogram_begin_at_their_lower_end_and_the_last_one_has_its_upper_end_too() =>
        Close.To([2 / 6.0, 1 / 6.0, 0, 0, 0, 1 / 6.0, 0, 0, 0, 2 / 6.0],
            new TargetEvaluation("y", default, default, [0, 0.09, 0.1, 0.55, 0.99, 1]).Histogram(10), 0, 1e-12);

    [Fact]
    public void Each_of_several_targets_has_its_own_scores()
    {
        Tensor means = new double[] { 0, 10 }.As(ScalarType.Float64, 1, 1, 2),
            scales = new double[] { 1, 2 }.As(ScalarType.Float64, 1, 1, 2);
        var evaluator = new Evaluator(["a", "b"]);
        evaluator.Add(GaussianMixture.Diagonal(zeros(1, 1, ScalarType.Float64), means, scales),
            new double[] { 1, 6 }.As(ScalarType.Float64, 1, 2));
        Evaluation scores = evaluator.Result();
        Assert.Equal(["a", "b"], scores.Targets.Select(t => t.Name));
        Close.To(1, scores.Targets[0].Rmse.Mean, 1e-12);
        Close.To(4, scores.Targets[1].Rmse.Mean, 1e-12);
        Close.To(Math.Log(2 * Math.PI) + 0.5 + Math.Log(2) + 2, scores.NegativeLogLikelihood.Mean, 1e-12);
        Assert.True(double.IsNaN(scores.NegativeLogLikelihood.StandardError));
    }

    [Fact]
    public void A_prediction_that_is_never_off_has_an_error_of_0()
    {
        TargetEvaluation target = Assert.Single(Evaluate(0, 0, 0).Targets);
        Assert.Equal(new Estimate(0, 0), target.Rmse);
    }

    [Fact]
    public void Rows_that_do_not_fit_their_predictions_are_refused()
    {
        GaussianMixture scalar = GaussianMixture.Scalar(zeros(3, 1), zeros(3, 1), ones(3, 1));
        Assert.Throws<ArgumentException>("observed", () => new Evaluator(["y"]).Add(scalar, zeros(3, 1)));
        Assert.Throws<ArgumentException>("observed", () =>
            new Evaluator(["y"]).Add(StandardNormal(3), zeros(3, ScalarType.Float64)));
        Assert.Throws<ArgumentException>("observed", () =>
            new Evaluator(["y", "z"]).Add(StandardNormal(3), zeros(3, 2, ScalarType.Float64)));
    }
}
