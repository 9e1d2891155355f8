using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

public sealed class ObservedExtremesTests
{
    private static readonly double[] Far =
        [double.NegativeInfinity, -1e300, -1e9, -40, -1, -1e-300, 0, 1e-300, 0.5, 1, 3, 40, 1e9, 1e300,
            double.PositiveInfinity];

    private static readonly Gen<ObservedCase> Wild = Gen.Select(Mixtures.Wild, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool,
        Gen.Double[-4, 3]).Select((plain, isRounded, hasMasses, isBounded, isLogarithmic, logSpacing) =>
        {
            double spacing = isRounded ? Math.Pow(10, logSpacing) : 0;
            // Bounds are values of the grid.
            double unit = isRounded ? spacing : 1, lower = isLogarithmic ? 0 : -50 * unit;
            return new ObservedCase(plain, new TargetObservation
            {
                Spacing = spacing,
                PointMasses = hasMasses ? [0, 2 * unit] : [],
                Lower = isBounded ? lower : double.NegativeInfinity,
                Upper = isBounded && plain.Components % 2 == 0 ? 60 * unit : double.PositiveInfinity,
                IsLogarithmic = isLogarithmic,
            }, hasMasses ? [0.3, 0.0001] : []);
        });

    [Fact]
    public void Whatever_a_network_comes_up_with_no_answer_is_NaN() => Wild.Check(observed =>
    {
        ObservedMixture mixture = observed.Mixture;
        TargetObservation observation = observed.Observation;
        Assert.False(double.IsNaN(mixture.Mean));
        Assert.True(mixture.StandardDeviation >= 0);
        double before = 0;
        foreach (double y in Far)
        {
            double cdf = mixture.Cdf(y);
            Assert.InRange(cdf, before - 1e-9, 1);
            before = cdf;
            Close.To(1 - cdf, mixture.Survival(y), 0, 1e-9);
            Assert.False(double.IsNaN(mixture.LogDensity(y)), $"log density at {y}");
            Assert.True(mixture.Crps(y) >= 0, $"CRPS {mixture.Crps(y)} at {y}");
            Assert.InRange(mixture.Pit(y, 0.5), 0, 1);
            Assert.InRange(mixture.OutsideCentralInterval(y, 0.5), 0, 1);
            Assert.InRange(mixture.OutsideHighestDensityRegion(y, 0.5), 0, 1);
            if (y < observation.Lower - observation.Spacing || y > observation.Upper + observation.Spacing)
                Assert.Equal(double.NegativeInfinity, mixture.LogDensity(y));
        }
        double[] p = [0, 1e-12, 0.05, 0.5, 0.95, 1 - 1e-12, 1], quantiles = new double[p.Length];
        mixture.Quantiles(p, quantiles);
        Assert.Equal(quantiles.Order(), quantiles);
        Assert.All(quantiles, y => Assert.InRange(y, observation.Lower, observation.Upper));
        Assert.All(mixture.Modes(), m => Assert.InRange(m.Location[0], observation.Lower, observation.Upper));
        Assert.All(mixture.Modes(), m => Assert.True(m.Density >= 0 && m.Weight >= 0));
        foreach (Interval interval in mixture.HighestDensityRegion(0.9))
        {
            Assert.InRange(interval.Lower, observation.Lower, interval.Upper);
            Assert.InRange(interval.Upper, interval.Lower, observation.Upper);
        }
        var random = new Random(1);
        for (int i = 0; i < 20; i++)
            Assert.InRange(mixture.Sample(random), observation.Lower, observation.Upper);
    }, times: 300);

    [Theory, InlineData(40.0), InlineData(-40.0), InlineData(500.0)]
    public void A_cell_far_away_has_the_density_there(double z)
    {
        TargetObservation rounded = new() { Spacing = 1e-3 };
        ObservedMixture mixture = ObservedMixture.Create([1], [0], [1], rounded);
        // In so narrow a cell about z the density is φ(z) exp(−z t).
        double logDensity = -0.5 * z * z - 0.5 * Math.Log(2 * Math.PI), x = 0.5e-3 * z;
        Close.To(logDensity + Math.Log(Math.Sinh(x) / x), mixture.LogDensity(z), 0, 1e-7);
    }

    [Fact]
    public void No_spike_scores_better_than_a_whole_cell()
    {
        TargetObservation rounded = new() { Spacing = 0.001 };
        ObservedMixture spike = ObservedMixture.Create([1], [0.002], [1e-12], rounded);
        Close.To(-Math.Log(0.001), spike.LogDensity(0.002), 1e-14);
        Assert.Equal(0.002, spike.Quantile(0.3));
        Assert.Equal([new Interval(0.002, 0.002)], spike.HighestDensityRegion(0.9));
        Close.To(0, spike.StandardDeviation, 0, 1e-15);
    }

    // The largest cell holds nearly all, and another a tail of it.
    [Fact]
    public void A_spacing_far_above_the_scale_keeps_the_tails()
    {
        ObservedMixture mixture =
            ObservedMixture.Create([1], [0], [1], new TargetObservation { Spacing = 20 });
        Close.To(Math.Log(Plain.NormalCdf(-10)) - Math.Log(20), mixture.LogDensity(20), 1e-13);
        Close.To(Math.Log(Plain.NormalCdf(-10)) - Math.Log(20), mixture.LogDensity(-20), 1e-13);
    }

    [Fact]
    public void A_component_30_scales_outside_of_its_bounds_decays_from_there()
    {
        // Beside L = 0 what is left of N(−30, 1) is exponential with a mean of about 1/30.
        ObservedMixture mixture = ObservedMixture.Create([1], [-30], [1], new TargetObservation { Lower = 0 });
        ObservedMixture further = ObservedMixture.Create([1], [-1e6], [1], new TargetObservation { Lower = 0 });
        double mean = Plain.Integral(y => y * Math.Exp(-30 * y - 0.5 * y * y), 0, 2, 4000)
            / Plain.Integral(y => Math.Exp(-30 * y - 0.5 * y * y), 0, 2, 4000);
        Close.To(mean, mixture.Mean, 1e-10);
        Close.To(mean, further.Mean, 1e-10);
        Assert.Equal(0, Assert.Single(mixture.Modes()).Location[0]);
    }

    [Fact]
    public void Components_far_outside_of_both_bounds_keep_their_weights()
    {
        ObservedMixture mixture = ObservedMixture.Create([0.25, 0.75], [-0.3, 1.3], [0.01, 0.01],
            new TargetObservation { Lower = 0, Upper = 1 });
        Close.To(0.25, mixture.Cdf(0.5), 1e-12);
        Close.To(0.75, mixture.Survival(0.5), 1e-12);
        Assert.Equal([1, 0], mixture.Modes().Select(m => m.Location[0]));
        Close.To([0.75, 0.25], [.. mixture.Modes().Select(m => m.Weight)], 1e-12);
    }

    [Fact]
    public void A_logarithm_with_coarse_cells_and_a_long_tail_has_the_scores_of_all_its_cells()
    {
        ObservedMixture mixture = ObservedMixture.Create([1], [0.5], [1.2],
            new TargetObservation { Spacing = 1, IsLogarithmic = true, Lower = 0 });
        double[] cdf = [.. Enumerable.Range(0, 100_000).Select(y => Plain.NormalCdf((Math.Log(y + 0.5) - 0.5) / 1.2))];
        double[] p = [.. cdf.Select((below, y) => y == 0 ? below : below - cdf[y - 1])];
        double mean = p.Select((part, y) => part * y).Sum();

        double variance = p.Select((part, y) => part * (y - mean) * (y - mean)).Sum();
        Close.To(mean, mixture.Mean, 1e-6);
        Close.To(Math.Sqrt(variance), mixture.StandardDeviation, 1e-5);
        foreach (int observed in (int[])[0, 2, 50, 9000])
        {
            double crps = cdf.Select((below, y) => Math.Pow(below - (y >= observed ? 1 : 0), 2)).Sum();
            Close.To(crps, mixture.Crps(observed), 1e-5);
        }
    }

    // The upper component rises to the cap over half a unit, and stops there.
    [Fact]
    public void Many_cells_below_a_cap_have_the_moments_of_all_of_them()
    {
        var observed = new ObservedCase(new PlainMixture([0.5, 0.5], [1, 5.4], [0.6, 0.13]),
            new TargetObservation { Spacing = 0.01, IsLogarithmic = true, Lower = 0, Upper = 50 });
        double[] values = [.. Enumerable.Range(0, 5001).Select(i => 0.01 * i)];
        double mean = values.Sum(y => y * observed.Jump(y));
        double std = Math.Sqrt(values.Sum(y => (y - mean) * (y - mean) * observed.Jump(y)));
        Close.To(mean, observed.Mixture.Mean, 0, 5e-6 * std);
        Close.To(std, observed.Mixture.StandardDeviation, 5e-6);
    }

    [Fact]
    public void A_heavy_tail_of_a_logarithm_overflows_to_infinity()
    {
        ObservedMixture mixture =
            ObservedMixture.Create([1], [0], [60], new TargetObservation { IsLogarithmic = true });
        Assert.Equal(double.PositiveInfinity, mixture.Mean);
        Assert.Equal(double.PositiveInfinity, mixture.StandardDeviation);
        Close.To(1, mixture.Quantile(0.5), 1e-10);
    }

    [Fact]
    public void Numbers_that_are_no_distribution_are_refused()
    {
        TargetObservation masses = new() { PointMasses = [0] };
        Assert.Throws<ArgumentException>("weights", () => ObservedMixture.Create([], [], [], masses, [0.1]));
        Assert.Throws<ArgumentException>("weights", () => ObservedMixture.Create([0], [1], [1], masses, [0.1]));
        Assert.Throws<ArgumentException>("means", () => ObservedMixture.Create([1], [double.NaN], [1], masses, [0.1]));
        Assert.Throws<ArgumentException>("scales", () => ObservedMixture.Create([1], [1], [0], masses, [0.1]));
        Assert.Throws<ArgumentException>("massProbabilities", () => ObservedMixture.Create([1], [1], [1], masses));
        Assert.Throws<ArgumentException>(
            "massProbabilities", () => ObservedMixture.Create([1], [1], [1], masses, [1.1]));
        ObservedMixture mixture = ObservedMixture.Create([1], [1], [1], masses, [0.1]);
        Assert.Throws<ArgumentException>(() => mixture.LogDensity(double.NaN));
        Assert.Throws<ArgumentException>(() => mixture.Crps(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => mixture.Quantile(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => mixture.Pit(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => mixture.HighestDensityRegion(1));
    }
}
