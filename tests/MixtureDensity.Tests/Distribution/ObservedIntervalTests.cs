using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

/// <summary>
/// Values drop out of central intervals in the order of their smaller tail z = min(P(Y ≤ y), P(Y ≥ y)), and out of
/// regions in the order of their density; the scores are the distribution function of that order.
/// </summary>
public sealed class ObservedIntervalTests
{
    private static readonly double[] Levels = [0.001, 0.02, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.999];

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void A_central_interval_is_the_smallest_of_its_probability(string name)
    {
        var (observed, mixture) = ObservedMixtureTests.Of(name);
        foreach (double level in Levels)
        {
            var (lower, upper) = mixture.CentralInterval(level);
            double below = observed.Cdf(lower) - observed.Jump(lower), above = 1 - observed.Cdf(upper);
            double held = 1 - below - above;
            Assert.True(held >= level - 1e-8, $"{held} at {level}");
            // It is central: both ends are quantiles of one tail.
            double fromLower = observed.Cdf(lower), fromUpper = above + observed.Jump(upper);
            Assert.True(Math.Max(below, above) <= Math.Min(fromLower, fromUpper) + 1e-9, $"{lower} to {upper}");
            // It is the smallest: without the end that drops out first it would hold too little.
            double first = Math.Min(fromLower, fromUpper) + 1e-9;
            double without = lower == upper ? 0 : held - (fromLower <= first ? observed.Jump(lower) : 0)
                - (fromUpper <= first ? observed.Jump(upper) : 0);
            Assert.True(without < level + 1e-8, $"{without} without an end at {level}");
        }
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void Scores_are_what_drops_out_before_a_value_and_a_part_of_what_does_with_it(string name)
    {
        var (observed, mixture) = ObservedMixtureTests.Of(name);
        (double Y, double Probability)[] parts = [.. ObservedMixtureTests.Parts(observed, observed.Points())];
        double[] tails = [.. parts.Select(p => Tail(p.Y))], heights = [.. parts.Select(p => Height(p.Y))];
        double[] values = [.. ObservedMixtureTests.Some(observed).Where(
            y => observed.IsRounded ? observed.IsOnGrid(y) && observed.Jump(y) > 1e-9 : true)];
        foreach (double y in values.Where((_, i) => i % 3 == 0).Concat(observed.Observation.PointMasses))
        {
            var (interval, tied) = Part(tails, Tail(y));
            if (tied < 1e-3 || observed.Jump(y) > 0)
                Close.To(interval, mixture.OutsideCentralInterval(y, 0.3), 0, 1e-3, $"interval at {y}");
            var (region, equal) = Part(heights, Height(y));
            // A fine grid's regions are those of the density before rounding; of equal values one is the first.
            if (equal < observed.Jump(y) + 1e-3)
                Close.To(region, mixture.OutsideHighestDensityRegion(y, 0.3), 0,
                    observed.IsRounded ? 0.02 : 1e-3, $"region at {y}");
        }

        double Tail(double y) =>
            Math.Min(0.5, Math.Min(observed.Cdf(y), 1 - observed.Cdf(y) + observed.Jump(y)));

        // A mass without a grid is infinitely dense; among masses the probability counts.
        double Height(double y) => observed.IsRounded ? observed.Jump(y)
            : observed.Jump(y) > 0 ? 1e9 * observed.Jump(y) : Math.Exp(mixture.LogDensity(y));

        (double Outside, double Tied) Part(double[] order, double own)
        {
            double before = 0, with = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                bool isTied = Math.Abs(order[i] - own) <= 1e-9 * own;
                (before, with) = isTied ? (before, with + parts[i].Probability)
                    : (before + (order[i] < own ? parts[i].Probability : 0), with);
            }
            return (before + 0.3 * with, with);
        }
    }

    [Theory, InlineData(40.001), InlineData(40.4)]
    public void A_point_mass_beside_the_grid_drops_out_as_itself(double mass)
    {
        ObservedCase observed = new(new([1], [35], [6]), new() { Spacing = 1, PointMasses = [0, mass] }, 0.1, 0.05);
        double own = 0.05, before = observed.Points().Where(y => observed.Jump(y) < own).Sum(observed.Jump);
        Close.To(before + 0.3 * own, observed.Mixture.OutsideHighestDensityRegion(mass, 0.3), 1e-9);
    }

    // A row 10σ above the mean, with 4e-24 above it, sets the limit of a calibrated level as any other.
    [Fact]
    public void Intervals_and_regions_that_leave_next_to_nothing_outside_end_all_the_same()
    {
        const double Mean = 5, Far = 15, Mass = 0.2;
        Ends(Far, new() { Lower = 0 });
        Ends(Far, new() { Lower = 0, Spacing = 0.1 });
        Ends(Far, new() { Lower = 0, Upper = 30 });
        Ends(Far, new() { PointMasses = [0], Lower = 0 }, Mass);
        Ends(Far, new() { PointMasses = [0, 20], Lower = 0, Upper = 20, Spacing = 0.1 }, Mass, 1e-25);
        Ends(Far, new() { PointMasses = [20] }, 1e-24);
        Ends(Math.Exp(Far), new() { IsLogarithmic = true });

        static void Ends(double y, TargetObservation observation, params double[] masses)
        {
            var mixture = ObservedMixture.Create([1], [Mean], [1], observation, masses);
            double half = observation.Spacing / 2, share = 1 - masses.Sum();
            double after = observation.PointMasses.Zip(masses).Where(m => m.First > y).Sum(m => m.Second);
            double above = after + share * Plain.NormalCdf(Mean - Far - half)
                / Plain.NormalCdf(Mean - observation.Lower + half);
            double jump = share * (Plain.NormalCdf(Mean - Far + half)
                - Plain.NormalCdf(Mean - Far - half));
            // As much is below the interval, or nothing if it starts at a jump.
            double outside = mixture.OutsideCentralInterval(y, 0) * (1 + 1e-9);
            Assert.InRange(outside, above * (1 - 1e-6), 2 * (above + jump) * (1 + 1e-6));
            Close.To(y, mixture.CentralIntervalWithout(outside).Upper, 1e-8);
            outside = mixture.OutsideHighestDensityRegion(y, 0) * (1 - 1e-9);
            Assert.InRange(mixture.HighestDensityRegionWithout(outside)[^1].Upper / y, 1 - 1e-9, 1.001);
        }
    }

    // The cells about −3 and 13 hold 2e-14 and 5e-14.
    [Fact]
    public void A_region_of_cells_holds_those_that_are_hardly_possible()
    {
        var mixture = ObservedMixture.Create([1], [5.05], [1], new() { Spacing = 1 });
        double lower = Plain.NormalCdf(-7.55), upper = Plain.NormalCdf(-7.45);
        Close.To(lower + 0.3 * upper, mixture.OutsideHighestDensityRegion(13, 0.3), 1e-6);
        Assert.Equal([new Interval(-3, 13)], mixture.HighestDensityRegionWithout(0.9 * lower));
        Assert.Equal([new Interval(-2, 13)], mixture.HighestDensityRegionWithout(1.1 * lower));
        Assert.Equal([new Interval(-2, 12)], mixture.HighestDensityRegionWithout(1.1 * (lower + upper)));
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void Scores_of_samples_are_uniform(string name)
    {
        const int Count = 4000, Seed = 6;
        ObservedMixture mixture = ObservedMixtureTests.Of(name).Mixture;
        var random = new Random(Seed);
        double[] intervals = new double[Count], regions = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            double y = mixture.Sample(random), u = random.NextDouble();
            intervals[i] = mixture.OutsideCentralInterval(y, u);
            regions[i] = mixture.OutsideHighestDensityRegion(y, u);
        }
        for (double p = 0.05; p < 1; p += 0.05)
        {
            double error = 5 * Math.Sqrt(p * (1 - p) / Count);
            Close.To(p, intervals.Count(v => v <= p) / (double)Count, 0, error, $"intervals, seed {Seed}");
            Close.To(p, regions.Count(v => v <= p) / (double)Count, 0, error, $"regions, seed {Seed}");
        }
    }
}
