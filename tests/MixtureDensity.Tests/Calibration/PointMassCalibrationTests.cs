using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Calibration;

/// <summary>
/// Sets of a target that is 0 in many rows. 0 is in a set as a whole or not, so a set may have to hold more than its
/// level; scores that are drawn from the jump at 0 hold the level itself.
/// </summary>
public sealed class PointMassCalibrationTests
{
    private const int CalibrationRows = 1500;
    private const int NewRows = 3000;
    private const int Seed = 17;

    private static readonly double[] Levels = [0.5, 0.8, 0.9];
    private static readonly TargetObservation WithZeros = new() { PointMasses = [0], Lower = 0 };

    /// <summary>A row: the probability of 0, and the two components of the rest.</summary>
    private sealed record Row(double Zero, double[] Means, double[] Scales)
    {
        public ObservedMixture Distribution => ObservedMixture.Create([0.7, 0.3], Means, Scales, WithZeros, [Zero]);
    }

    private static Row Truth(double zero, double x) => new(zero, [2 + x, 6 - x], [0.4 + 0.8 * x, 0.7]);

    private static readonly Dictionary<string, Func<Row, Row>> Models = new()
    {
        ["right"] = row => row,
        ["σ halved"] = row => row with { Scales = [.. row.Scales.Select(s => s / 2)] },
        ["half of the zeros"] = row => row with { Zero = row.Zero / 2 },
        ["moved"] = row => row with { Means = [.. row.Means.Select(m => m + 0.5)] },
    };

    public static TheoryData<string, double> Cases =>
        new(Models.Keys.SelectMany(name => ((double[])[0.1, 0.3, 0.52, 0.8]).Select(zero => (name, zero))));

    [Theory, MemberData(nameof(Cases))]
    public void Sets_hold_their_level_and_no_more_than_whole_zeros_make_it(string name, double zero)
    {
        var random = new Random(Seed);
        Func<Row, Row> model = Models[name];
        TargetCalibration calibration = Calibrate(Draw(CalibrationRows, _ => zero, model, random));
        Predicted predicted = Draw(NewRows, _ => zero, model, random);
        double[] intervals = Score((p, y, u) => p.OutsideCentralInterval(y, u)),
            regions = Score((p, y, u) => p.OutsideHighestDensityRegion(y, u));
        foreach (double level in Levels)
        {
            double error = Error(level, NewRows);
            Check(level, error, predicted, calibration.Intervals!, intervals,
                p => [calibration.CentralInterval(p, level)], (p, at) => [p.CentralInterval(at)]);
            Check(level, error, predicted, calibration.Regions!, regions,
                p => calibration.HighestDensityRegion(p, level), (p, at) => p.HighestDensityRegion(at));
        }

        double[] Score(Func<ScalarDistribution, double, double, double> score) =>
            [.. predicted.Models.Zip(predicted.Values, (p, y) => score(p, y, random.NextDouble()))];

        void Check(double level, double error, Predicted rows, ConformityScores scores, double[] scoreOf,
            Func<ScalarDistribution, Interval[]> set, Func<ScalarDistribution, double, Interval[]> own)
        {
            double outside = scores.OutsideFor(level), scored = 0, held = 0, size = 0;
            for (int i = 0; i < NewRows; i++)
            {
                Interval[] each = set(rows.Models[i]);
                bool isInside = Holds(each, rows.Values[i]);
                bool isScored = scoreOf[i] >= outside;
                Assert.True(isInside || !isScored, $"{rows.Values[i]} scores enough");
                (scored, held, size) = (scored + (isScored ? 1 : 0), held + (isInside ? 1 : 0), size + Size(each));
            }
            Close.To(level, scored / NewRows, 0, error, $"scores, seed {Seed}");
            Assert.True(held / NewRows >= level - error, $"{held / NewRows} at {level}, seed {Seed}");
            if (name != "right")
                return;
            // As the truth's own sets: they hold more than the level only where 0 is needed and has more.
            double least = 0, most = 0, mostSize = 0;
            foreach (ScalarDistribution truth in rows.Truths)
            {
                Interval[] larger = own(truth, level + error);
                (most, mostSize) = (most + larger.Sum(truth.Probability), mostSize + Size(larger));
                least += own(truth, level - error).Sum(truth.Probability);
            }
            Assert.InRange(held / NewRows, least / NewRows - error, most / NewRows + error);
            Assert.True(size <= mostSize, $"{size} for {mostSize} at {level}, seed {Seed}");
        }
    }

    // Scores that many zeros share let a level hold on average by sets that are too small where zeros are rare.
    [Theory, InlineData(0.5), InlineData(0.8), InlineData(0.9)]
    public void A_level_holds_where_zeros_are_rare_and_where_they_are_not(double level)
    {
        const int Rows = 3 * CalibrationRows;
        var random = new Random(Seed);
        // 52 % on average.
        Func<double, double> zero = x => 0.04 + 0.96 * x;
        TargetCalibration calibration = Calibrate(Draw(Rows, zero, Models["right"], random));
        Predicted predicted = Draw(Rows, zero, Models["right"], random);
        foreach (bool isRare in (bool[])[true, false])
        {
            int[] rows = [.. Enumerable.Range(0, Rows).Where(i => predicted.X[i] < 0.35 == isRare)];
            double intervals = rows.Average(i => Holds(
                [calibration.CentralInterval(predicted.Models[i], level)], predicted.Values[i]) ? 1.0 : 0);
            double regions = rows.Average(i => Holds(
                calibration.HighestDensityRegion(predicted.Models[i], level), predicted.Values[i]) ? 1.0 : 0);
            double error = Error(level, rows.Length);
            Assert.True(intervals >= level - error, $"intervals {intervals}, seed {Seed}");
            Assert.True(regions >= level - error, $"regions {regions}, seed {Seed}");
            // There 0 alone has never a probability of 0.5.
            if (isRare)
                Close.To(level, regions, 0, error, $"regions, seed {Seed}");
        }
    }

    [Fact]
    public void The_seed_decides_the_scores()
    {
        Predicted rows = Draw(200, _ => 0.5, Models["right"], new Random(Seed));
        double[] Scores(int seed) => Calibrate(rows, seed).Regions!.Values.ToArray();
        Assert.Equal(Scores(3), Scores(3));
        Assert.NotEqual(Scores(3), Scores(4));
    }

    private static double Error(double level, int rows) =>
        3.5 * Math.Sqrt(level * (1 - level) * (1.0 / CalibrationRows + 1.0 / rows));

    private static bool Holds(Interval[] set, double y) => set.Any(i => y >= i.Lower && y <= i.Upper);

    private static double Size(Interval[] set) => set.Sum(i => i.Upper - i.Lower);

    private static TargetCalibration Calibrate(Predicted rows, int seed = 1)
    {
        var calibrator = new Calibrator(1, seed);
        calibrator.Add(rows.Batch, [rows.Values]);
        return calibrator.Result(CalibrationSource.HeldOut).Targets[0];
    }

    /// <summary>Rows that the truth made, with a model's predictions of them.</summary>
    private static Predicted Draw(int count, Func<double, double> zero, Func<Row, Row> model, Random random)
    {
        double[] x = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        Row[] truths = [.. x.Select(v => Truth(zero(v), v))], models = [.. truths.Select(model)];
        ObservedMixture[] distributions = [.. truths.Select(t => t.Distribution)];
        var batch = new MixtureBatch(count, 2, [0], WithZeros);
        for (int row = 0; row < count; row++)
        {
            Row each = models[row];
            double[] weights = [0.7 * (1 - each.Zero), 0.3 * (1 - each.Zero)];
            weights.CopyTo(batch.Weights(row));
            each.Means.CopyTo(batch.Means(row, 0));
            each.Scales.CopyTo(batch.Factors(row, 0, 0));
            batch.MassProbabilities(row)[0] = each.Zero;
        }
        return new Predicted(x, distributions, [.. Enumerable.Range(0, count).Select(row => batch.Marginal(row))],
            batch, [.. distributions.Select(d => d.Sample(random))]);
    }

    private sealed record Predicted(double[] X, IReadOnlyList<ScalarDistribution> Truths,
        IReadOnlyList<ScalarDistribution> Models, MixtureBatch Batch, double[] Values);
}
