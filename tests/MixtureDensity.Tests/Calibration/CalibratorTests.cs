using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Calibration;

/// <summary>Whatever a model has learnt, calibrated sets hold as many new rows as they say.</summary>
public sealed class CalibratorTests
{
    private const int CalibrationRows = 1500;
    private const int NewRows = 3000;
    private const double Level = 0.9;

    /// <summary>Models of the truth, which has two branches, and ones that are wrong on purpose.</summary>
    private static readonly Dictionary<string, Func<double, PlainMixture>> Models = new()
    {
        ["right"] = Truth,
        ["σ halved"] = x => Truth(x) with { Scales = [.. Truth(x).Scales.Select(s => s / 2)] },
        ["a branch removed"] = x => new PlainMixture([1], [Truth(x).Means[0]], [Truth(x).Scales[0]]),
        ["moved"] = x => Truth(x) with { Means = [.. Truth(x).Means.Select(m => m + 0.3)] },
    };

    private static PlainMixture Truth(double x) =>
        new([0.7, 0.3], [Math.Sin(3 * x), 2.5 + x], [0.1 + 0.2 * x, 0.3]);

    [Theory, InlineData("right", false), InlineData("σ halved", true), InlineData("a branch removed", true),
        InlineData("moved", true)]
    public void As_many_new_rows_are_inside_as_stated_whatever_the_model(string name, bool isWrong)
    {
        const int Seed = 11;
        var random = new Random(Seed);
        var calibrator = new Calibrator(1);
        var (known, observed) = Draw(Models[name], CalibrationRows, random);
        calibrator.Add(known, observed);
        TargetCalibration calibration = calibrator.Result(CalibrationSource.HeldOut).Targets[0];
        var (predicted, values) = Draw(Models[name], NewRows, random);
        TargetSets own = Evaluate(TargetCalibration.None), calibrated = Evaluate(calibration);

        // The coverage is a mean over new rows, of a level that the calibration rows decide.
        double error = Math.Sqrt(Level * (1 - Level) * (1.0 / CalibrationRows + 1.0 / NewRows));
        Close.To(Level, calibrated.Intervals[0].Coverage.Mean, 0, 3 * error, name);
        Close.To(Level, calibrated.Regions[0].Coverage.Mean, 0, 3 * error, name);
        if (isWrong)
        {
            Assert.True(own.Intervals[0].Coverage.Mean < Level - 4 * error);
            Assert.True(own.Regions[0].Coverage.Mean < Level - 4 * error);
            Assert.True(calibrated.Intervals[0].Size.Mean > 1.05 * own.Intervals[0].Size.Mean);
            Assert.True(calibrated.Regions[0].Size.Mean > 1.05 * own.Regions[0].Size.Mean);
            Assert.True(double.IsFinite(calibrated.Regions[0].Size.Mean));
        }
        else
        {
            Close.To(own.Intervals[0].Size.Mean, calibrated.Intervals[0].Size.Mean, 0.05);
            Close.To(own.Regions[0].Size.Mean, calibrated.Regions[0].Size.Mean, 0.05);
            // What makes regions worth having: they leave the gap out.
            Assert.True(calibrated.Regions[0].Size.Mean < 0.7 * calibrated.Intervals[0].Size.Mean);
        }

        TargetSets Evaluate(TargetCalibration by)
        {
            var evaluator = new SetEvaluator([by], [Level]);
            evaluator.Add(predicted, values);
            return evaluator.Result()[0];
        }
    }

    [Fact]
    public void Predictions_and_observed_values_of_other_targets_or_rows_are_refused()
    {
        var (predicted, values) = Draw(Models["right"], rows: 3, new Random(12));
        AssertRefused(targets: 2, values);
        AssertRefused(targets: 1, [.. values, .. values]);
        AssertRefused(targets: 1, [values[0][..2]]);

        void AssertRefused(int targets, double[][] observed)
        {
            var evaluator = new SetEvaluator([.. Enumerable.Repeat(TargetCalibration.None, targets)], [Level]);
            var refused = Assert.Throws<ArgumentException>(() => evaluator.Add(predicted, observed));
            Assert.Equal("observed", refused.ParamName);
        }
    }

    [Fact]
    public void The_score_of_a_region_is_the_sum_of_the_lower_cells_of_a_grid() =>
        Gen.Select(Mixtures.Mild, Gen.Double[-4, 4]).Check((plain, t) =>
        {
            double y = plain.Means[0] + t * plain.Scales[0];
            ScalarDistribution row = RowOf(plain);
            const int Cells = 100_000;
            double low = plain.Edges(9).Min(), cell = (plain.Edges(9).Max() - low) / Cells, height = plain.Density(y);
            double lower = Enumerable.Range(0, Cells).Select(i => plain.Density(low + (i + 0.5) * cell))
                .Where(p => p <= height).Sum() * cell;
            Close.To(lower, row.OutsideHighestDensityRegion(y, 0.5), 0, 1e-3);
        }, times: 30);

    [Fact]
    public void The_score_of_an_interval_is_what_lies_outside_of_the_one_that_ends_there() =>
        Gen.Select(Mixtures.Mild, Gen.Double[-4, 4]).Check((plain, t) =>
        {
            double y = plain.Means[0] + t * plain.Scales[0], below = plain.Cdf(y);
            Close.To(2 * Math.Min(below, 1 - below), RowOf(plain).OutsideCentralInterval(y, 0.5), 0, 1e-10);
        });

    // A value on the edge of a set has the score that leads to the set again.
    [Theory, InlineData(0.3), InlineData(1e-3), InlineData(1e-20), InlineData(1e-200)]
    public void Sets_that_leave_little_outside_keep_their_edges(double outside) => Mixtures.Mild.Check(plain =>
    {
        ScalarDistribution row = RowOf(plain);
        Interval interval = row.CentralIntervalWithout(outside);
        Close.To(outside, row.OutsideCentralInterval(interval.Lower, 0.5), 1e-8);
        Close.To(outside, row.OutsideCentralInterval(interval.Upper, 0.5), 1e-8);
        Interval[] region = row.HighestDensityRegionWithout(outside);
        Close.To(outside, row.OutsideHighestDensityRegion(region[0].Lower, 0.5), 1e-6);
        Close.To(outside, row.OutsideHighestDensityRegion(region[^1].Upper, 0.5), 1e-6);
    }, times: 20);

    [Fact]
    public void Coverage_and_length_of_sets_are_counted()
    {
        var random = new Random(3);
        var (predictions, observed) = Draw(Truth, 400, random);
        var evaluator = new SetEvaluator([TargetCalibration.None], [0.5, 0.8]);
        evaluator.Add(predictions, observed);
        TargetSets sets = evaluator.Result()[0];
        for (int i = 0; i < 2; i++)
        {
            double level = sets.Intervals[i].Level;
            Interval[] intervals = [.. Rows().Select(m => m.CentralInterval(level))];
            Interval[][] regions = [.. Rows().Select(m => m.HighestDensityRegion(level))];
            Assert.Equal(intervals.Zip(observed[0]).Average(p => Holds(p.First, p.Second) ? 1.0 : 0),
                sets.Intervals[i].Coverage.Mean, 1e-12);
            Assert.Equal(intervals.Average(p => p.Upper - p.Lower), sets.Intervals[i].Size.Mean, 1e-9);
            Assert.Equal(regions.Zip(observed[0]).Average(p => p.First.Any(r => Holds(r, p.Second)) ? 1.0 : 0),
                sets.Regions[i].Coverage.Mean, 1e-12);
            Assert.Equal(regions.Average(p => p.Sum(r => r.Upper - r.Lower)), sets.Regions[i].Size.Mean, 1e-9);
        }

        IEnumerable<ScalarDistribution> Rows() =>
            Enumerable.Range(0, predictions.Count).Select(row => predictions.Marginal(row));
        static bool Holds(Interval interval, double y) => y >= interval.Lower && y <= interval.Upper;
    }

    private static ScalarDistribution RowOf(PlainMixture plain) => plain.As(ScalarType.Float64).ToBatch().Marginal(0);

    /// <summary>Rows that the truth made, with a model's predictions of them.</summary>
    private static (MixtureBatch Predictions, double[][] Observed) Draw(
        Func<double, PlainMixture> model, int rows, Random random)
    {
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        double[] y = [.. x.Select(v =>
        {
            PlainMixture truth = Truth(v);
            int k = random.NextDouble() < truth.Weights[0] ? 0 : 1;
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            return truth.Means[k] + truth.Scales[k] * radius * Math.Cos(2 * Math.PI * random.NextDouble());
        })];
        PlainMixture[] predictions = [.. x.Select(model)];
        int components = predictions[0].Components;
        Tensor Stack(Func<PlainMixture, double[]> part) =>
            tensor([.. predictions.SelectMany(part)], ScalarType.Float64).view(rows, components);
        return (GaussianMixture.Scalar(Stack(p => p.Weights).log(), Stack(p => p.Means), Stack(p => p.Scales))
            .ToBatch(), [y]);
    }
}
