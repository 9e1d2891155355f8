using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

public sealed class ObservedBatchTests
{
    private static readonly TargetObservation Rain = new() { Spacing = 0.1, PointMasses = [0], Lower = 0 };

    [Fact]
    public void A_row_answers_as_the_distribution_of_its_recorded_value()
    {
        MixtureBatch batch = Batch(Rain, origin: 2);
        ObservedMixture expected = ObservedMixture.Create([0.3, 0.4], [3, 5], [1, 0.5], Rain, [0.3]);
        ScalarDistribution row = Assert.IsType<ObservedMixture>(batch.Marginal(0));
        foreach (double y in (double[])[0, 0.1, 3, 4.7])
        {
            Close.To(expected.LogDensity(y), batch.LogDensity(0, [y]), 1e-13);
            Close.To(expected.Cdf(y), row.Cdf(y), 1e-13);
        }
        Close.To(expected.Mean, row.Mean, 1e-13);
        Assert.Equal(expected.Quantile(0.9), row.Quantile(0.9));
        double[] samples = [.. Enumerable.Range(0, 2000).Select(seed => batch.Sample(0, new Random(seed))[0])];
        Close.To(0.3, samples.Count(y => y == 0) / 2000.0, 0, 0.06);
        Assert.All(samples, y => Assert.Equal(Math.Round(y, 1), y));
    }

    // Where half of a cell is less than the last digit of a value, such as that of a frequency.
    [Theory, InlineData(false), InlineData(true)]
    public void How_far_from_0_the_values_are_changes_nothing(bool hasMasses)
    {
        const double Far = 1L << 50, Spacing = 0.25;
        TargetObservation Observed(double from) => new()
        {
            Spacing = Spacing, GridOffset = from, PointMasses = hasMasses ? [from + 1] : [], Lower = from + 1,
        };
        MixtureBatch near = Batch(Observed(0)), far = new(1, 2, [Far], Observed(Far));
        near.Weights(0).CopyTo(far.Weights(0));
        near.Means(0, 0).CopyTo(far.Means(0, 0));
        near.Factors(0, 0, 0).CopyTo(far.Factors(0, 0, 0));
        near.MassProbabilities(0).CopyTo(far.MassProbabilities(0));
        ScalarDistribution expected = near.Marginal(0), actual = far.Marginal(0);
        for (double y = 1; y < 8; y += Spacing)
        {
            Close.To(expected.LogDensity(y), actual.LogDensity(Far + y), 1e-12);
            Close.To(expected.Cdf(y), actual.Cdf(Far + y), 1e-12);
            Close.To(expected.Survival(y), actual.Survival(Far + y), 1e-12);
            Close.To(expected.Pit(y, 0.3), actual.Pit(Far + y, 0.3), 1e-12);
            Close.To(expected.Crps(y), actual.Crps(Far + y), 1e-12);
        }
        foreach (double p in (double[])[0.01, 0.3, 0.5, 0.99])
            Assert.Equal(expected.Quantile(p), actual.Quantile(p) - Far);
        Close.To(expected.StandardDeviation, actual.StandardDeviation, 1e-12);
        Assert.Equal(expected.HighestDensityRegion(0.8).Select(i => (i.Lower, i.Upper)),
            actual.HighestDensityRegion(0.8).Select(i => (i.Lower - Far, i.Upper - Far)));
        Assert.Equal(expected.Modes().Select(m => m.Location[0]), actual.Modes().Select(m => m.Location[0] - Far));
    }

    [Fact]
    public void Its_text_has_the_masses_the_mixture_and_how_values_are_recorded()
    {
        Assert.Equal("0.3 at 0 + 0.7 (0.571 N(5, 0.5²) + 0.429 N(3, 1²)), at least 0, rounded to 0.1",
            Batch(Rain, origin: 2).Marginal(0).ToString());
        TargetObservation logarithm = new() { Upper = 20, IsLogarithmic = true };
        Assert.Equal("1 (1 N(0.5, 0.3²) of log y), at most 20",
            ObservedMixture.Create([1], [0.5], [0.3], logarithm).ToString());
    }

    [Fact]
    public void A_point_mass_is_a_component()
    {
        double[] parts = [0.3, 0.4, 0.3];
        Close.To(Math.Exp(-parts.Sum(p => p * Math.Log(p))), Batch(Rain).EffectiveComponents(0), 1e-14);
        // Of the latent value 0.3 N(3, 1²) + 0.4 N(5, 0.5²), over 0.7.
        var (mean, variance) = Batch(Rain).Moments(0, 0);
        Close.To(29.0 / 7, mean, 1e-14);
        Close.To((0.3 * 10 + 0.4 * 25.25) / 0.7 - Math.Pow(29.0 / 7, 2), variance, 1e-12);
    }

    [Fact]
    public void Only_a_rounded_target_has_a_mixture_of_tensors()
    {
        Assert.Throws<InvalidOperationException>(() => Batch(Rain).ToTensors());
        MixtureBatch rounded = Batch(new TargetObservation { Spacing = 1 });
        Close.To(29.0 / 7, rounded.ToTensors().mean.Value(), 1e-14);
        Assert.IsType<ScalarMixture>(Batch(TargetObservation.Exact).Marginal(0));
        Assert.Throws<ArgumentException>(() => new MixtureBatch(1, 2, [0, 0], Rain));
    }

    [Fact]
    public void A_row_that_is_all_point_mass_is_that_value()
    {
        MixtureBatch batch = Batch(Rain);
        batch.Weights(0).Clear();
        batch.MassProbabilities(0)[0] = 1;
        ScalarDistribution row = batch.Marginal(0);
        Assert.Equal(0, row.Mean);
        Assert.Equal(0, row.StandardDeviation);
        Assert.Equal(0, row.Quantile(0.99));
        Assert.Equal(1, row.Crps(1));
        Assert.Equal(0, row.LogDensity(0));
        Assert.Equal(double.NegativeInfinity, row.LogDensity(0.1));
        Assert.Equal([new Interval(0, 0)], row.HighestDensityRegion(0.9));
        Assert.Equal([0.0], Assert.Single(row.Modes()).Location);
        Assert.Equal([0.0], batch.Sample(0, new Random(1)));
    }

    [Fact]
    public void The_PIT_of_calibrated_counts_is_uniform_although_they_are_few()
    {
        const int Rows = 4000;
        var random = new Random(1);
        MixtureBatch batch = Batch(new TargetObservation { Spacing = 1, Lower = 0 }, Rows);
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(batch, [[.. Enumerable.Range(0, Rows).Select(row => batch.Sample(row, random)[0])]]);
        TargetEvaluation target = evaluator.Result().Targets[0];
        Close.To(0.9, target.Coverage(0.9).Mean, 0, 0.025);
        Close.To(0.5, target.Coverage(0.5).Mean, 0, 0.04);
        Assert.Equal(Rows, target.Pit.Distinct().Count());
    }

    private static MixtureBatch Batch(TargetObservation observation, int rows = 1, double origin = 0)
    {
        var batch = new MixtureBatch(rows, 2, [origin], observation);
        double share = observation.PointMasses.Count > 0 ? 1 : 1 / 0.7;
        for (int row = 0; row < rows; row++)
        {
            new[] { 0.3 * share, 0.4 * share }.CopyTo(batch.Weights(row));
            new[] { 3 - origin, 5 - origin }.CopyTo(batch.Means(row, 0));
            new[] { 1.0, 0.5 }.CopyTo(batch.Factors(row, 0, 0));
            batch.MassProbabilities(row).Fill(0.3);
        }
        return batch;
    }
}
