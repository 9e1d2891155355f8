using MdnDemo.Reports;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>What a report says of a fit, and what it leaves unsaid.</summary>
[Collection(nameof(Libtorch))]
public sealed class ReportSpecs
{
    [Theory]
    [InlineData(0.63581, 0.0763, "0.636", "0.076")]
    [InlineData(-1.5, 0.25, "-1.50", "0.25")]
    [InlineData(1051.3, 77.4, "1,051", "77")]
    [InlineData(105_123, 1234, "105,100", "1,200")]
    [InlineData(0.0000123456, 0.000000123, "1.235E-005", "1.2E-007")]
    [InlineData(1.23456e12, 1e9, "1.2346E+012", "1.0E+009")]
    [InlineData(0, 0.5, "0.00", "0.50")]
    [InlineData(2.34567, double.NaN, "2.346", "")]
    [InlineData(2.34567, 0, "2.346", "")]
    public void A_number_has_the_digits_that_its_standard_error_leaves_it(
        double value, double error, string shownValue, string shownError) =>
        Assert.Equal((shownValue, shownError), SignificantDigits.Format(new Estimate(value, error)));

    [Fact]
    public void The_heading_echoes_what_was_learnt_from_what()
    {
        double[] numbers = [1, 2, 3];
        TrainingTable table = new("t.csv", new Table([new NumericColumn("age", numbers),
            new NumericColumn("height", numbers), new TextColumn("sex", ["f", "m", "f"]),
            new TextColumn("town", ["a", "b", "a"]), new NumericColumn("seen", numbers) { IsTime = true },
            new NumericColumn("weight", numbers)]), ["age", "height", "sex", "town", "seen"], ["weight"])
        {
            Unused = ["id", "weight_later"],
            Skipped = 12,
        };
        Assert.Equal("weight given age, height, sex, town, seen (2 numbers, 2 categories, 1 date); 3 rows "
            + "(12 skipped); not used: id, weight_later.", FitReport.Heading(table));
        Assert.Equal("weight given age (1 number); 3 rows.",
            FitReport.Heading(table with { Inputs = ["age"], Unused = [], Skipped = 0 }));
        Assert.EndsWith("; not used: 0, 1, 2, 3, 4, 5, 6, 7 and 92 more.",
            FitReport.Heading(table with { Unused = [.. Enumerable.Range(0, 100).Select(i => $"{i}")] }));
    }

    [Fact]
    public void Baselines_stand_below_the_model_with_what_they_exceed_it_by()
    {
        using DensityModel model = Model();
        ScoreRow[] rows = [.. FitReport.Rows(Fit(model, new Baseline("line", new(2, 0.1), new(0.5, 0.05))))];
        Assert.Equal(new ScoreRow("negative log-likelihood, nats", "1.500", "0.020") { IsBest = true }, rows[0]);
        Assert.Equal(
            new ScoreRow("baseline: line", "2.00", "0.10") { Difference = "0.500", DifferenceError = "0.050" },
            rows[1]);
        Assert.Equal("CRPS", rows[2].Name);
    }

    [Fact]
    public void A_baseline_that_is_the_model_itself_has_no_row()
    {
        using DensityModel model = Model();
        ModelFit fit = Fit(model, new Baseline("line", new(2, 0.1), new(0.5, 0.05)),
            new Baseline("one Gaussian", new(1.5, 0.02), new(0, 0)));
        Assert.Equal(["baseline: line"],
            FitReport.Rows(fit).Select(row => row.Name).Where(n => n.StartsWith("baseline", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_baseline_that_beats_the_model_is_the_best_and_warned_of()
    {
        using DensityModel model = Model();
        ModelFit fit = Fit(model, new Baseline("line", new(1.2, 0.1), new(-0.3, 0.05)),
            new Baseline("marginal", new(1.9, 0.1), new(0.4, 0.1)));
        Assert.Equal(["baseline: line"], FitReport.Rows(fit).Where(row => row.IsBest).Select(row => row.Name));
        Assert.Equal(["Warning: the baseline 'line' scored better, by 0.300 ± 0.050 nats."],
            FitReport.Sentences(fit).Where(s => s.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_baseline_that_stopped_early_is_compared_on_the_rows_that_it_scored()
    {
        using DensityModel model = Model();
        ModelFit fit = Fit(model, new Baseline("line", new(2, 0.1), new(0.5, 0.05)),
            new Baseline("one Gaussian (2 of 5 folds)", new(1.8, 0.1), new(0.6, 0.05)));
        Assert.Equal(["'one Gaussian (2 of 5 folds)' stopped early: on the rows that it scored, the model's value is "
            + "1.20."], FitReport.Sentences(fit).Where(s => s.Contains("stopped early")));
    }

    [Theory]
    [InlineData(0.5, "line", "The model is better than the baselines: an observed value is on average 1.65 times as "
        + "likely as under the best of them, 'line'.")]
    [InlineData(50, "line", "The model is better than the baselines: an observed value is on average more than 1,000 "
        + "times as likely as under the best of them, 'line'.")]
    [InlineData(0.09, "line", "The model is not clearly better than the baseline 'line': 0.090 ± 0.050 nats are within "
        + "two standard errors.")]
    [InlineData(0.09, Baseline.Marginal, "The model is not clearly better than the baseline 'marginal distribution', "
        + "which ignores the inputs: 0.090 ± 0.050 nats are within two standard errors.")]
    [InlineData(-0.3, "line", "Warning: the baseline 'line' scored better, by 0.300 ± 0.050 nats.")]
    public void The_first_sentence_says_whether_the_model_is_any_good(double difference, string name, string expected)
    {
        using DensityModel model = Model();
        Baseline[] baselines =
        [
            new("one Gaussian", new(1.5, 0.02), new(0, 0)), new("worst", new(70, 1), new(68.5, 1)),
            new(name, new(1.5 + difference, 0.1), new(difference, 0.05)),
        ];
        // One that has the inputs may be better still.
        if (name == Baseline.Marginal)
            baselines = [.. baselines, new("line", new(1.51, 0.1), new(0.01, 0.05))];
        ModelFit fit = Fit(model, baselines);
        Assert.Equal(expected, FitReport.Sentences(fit).First());
        Assert.Single(FitReport.Sentences(fit), sentence => sentence.Contains("baseline"));
    }

    [Fact]
    public void Few_calibrated_models_are_reported()
    {
        var random = new Random(1);
        int reported = Enumerable.Range(0, 1000).Count(_ => CalibrationSentences.Create(
            Scores([.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())])).Any());
        Assert.InRange(reported, 10, 50);
    }

    [Fact]
    public void Without_a_standard_error_no_model_is_called_better()
    {
        using DensityModel model = Model();
        ModelFit fit = Fit(model, new Baseline("line", new(2, double.NaN), new(0.5, double.NaN)));
        Assert.DoesNotContain(FitReport.Sentences(fit), sentence => sentence.Contains("better"));
    }

    [Fact]
    public void Values_and_bounds_of_a_target_have_all_their_digits()
    {
        var target = new TargetScaling("y", 0, 1)
        {
            Observation = new TargetObservation { PointMasses = [1234567], Lower = 1234567, Upper = 7654321 },
        };
        using var network = new MixtureDensityNetwork(1, [4], 2);
        using var model = new DensityModel(new TableSchema([new NumericEncoding("x", 0, 1, [])], [target]), [network],
            new TrainingSummary(1, 1, new Estimate(0, 0), false, new Dictionary<string, string>()));
        string[] sentences = [.. ObservationText.Create(Fit(model) with
        {
            Findings = new TargetFindings([0.25], 40, new BoundSpill(1234567, 0.1), null),
        })];
        Assert.StartsWith("Target 'y' is exactly 1,234,567 in 25 % of the rows;", sentences[0]);
        Assert.Equal("Predictions of 'y' lie between 1234567 and 7654321.", sentences[1]);
        Assert.EndsWith("lies below 1234567, where no row is; --lower 1234567 keeps it out.", sentences[2]);
    }

    [Theory]
    [InlineData(0.5, "The model's own intervals of 'y' are too wide: those of 50 % hold 10")]
    [InlineData(1.6, "The model's own intervals of 'y' are too narrow: those of ")]
    [InlineData(1, null)]
    public void Intervals_that_hold_too_many_or_too_few_rows_are_reported(double scale, string? expected)
    {
        // Of a calibrated model P(Y ≤ y) is uniform; here it lies scale times as far from the middle.
        double[] pit = [.. Enumerable.Range(0, 400)
            .Select(i => Math.Clamp(0.5 + scale * ((i + 0.5) / 400 - 0.5), 0, 1))];
        string[] sentences = [.. CalibrationSentences.Create(Scores(pit))];
        if (expected is null)
            Assert.Empty(sentences);
        else
            Assert.StartsWith(expected, Assert.Single(sentences));
    }

    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.0001, false)]
    [InlineData(-0.05, false)]
    public void A_training_that_ended_while_it_was_still_getting_better_is_reported(double fallAStep, bool isReported)
    {
        using DensityModel model = Model();
        ModelFit fit = Fit(model) with
        {
            Curves = [.. Enumerable.Range(0, 5).Select(fold => (IReadOnlyList<TrainingProgress>)[.. Enumerable
                .Range(0, 11).Select(i => new TrainingProgress(100 * i, 1, 3 + 0.01 * fold - fallAStep * i))])],
        };
        Assert.Equal(isReported, FitReport.Sentences(fit).Contains(
            "The validation loss was still falling after 1,000 steps; more --steps, or a larger --effort, may "
                + "lower it."));
    }

    [Fact]
    public void An_input_that_most_networks_had_to_extrapolate_is_reported_but_not_the_ends_of_a_column()
    {
        using DensityModel model = Model();
        var number = new NumericEncoding("age", 0, 1, []);
        var text = new OneHotEncoding("shop", ["a", "b"]);
        ModelFit fit = Fit(model) with { Uncovered = [new(number, 16, "9"), new(text, 40, "c"), new(number, 3, "9")] };
        Assert.Equal(
        [
            "'age' is outside the range of its network's training rows in 40 % of the rows: their scores are those of "
                + "extrapolations.",
            "'shop' has values that none of its network's training rows has in 100 % of the rows.",
        ], ExtrapolationSentences.Create(fit));
        Assert.Superset(ExtrapolationSentences.Create(fit).ToHashSet(), FitReport.Sentences(fit).ToHashSet());
    }

    private static DensityModel Model() => SameEverywhere.Model(
        SameEverywhere.Table(new NumericColumn("x", [1, 2, 3]), new NumericColumn("y", [-1, 0, 1])), (1, 0, 1));

    private static ModelFit Fit(DensityModel model, params Baseline[] baselines) => new(model, "hidden 1",
        Scores([.. Enumerable.Range(0, 40).Select(i => (i + 0.5) / 40)]), "Random folds.", baselines,
        [[new TrainingProgress(0, 1, 1)]], TimeSpan.FromSeconds(1));

    private static Evaluation Scores(double[] pit) => new(pit.Length, new Estimate(1.5, 0.02), 1,
        [new TargetEvaluation("y", new Estimate(1, 0.1), new Estimate(1, 0.1), pit)]);
}
