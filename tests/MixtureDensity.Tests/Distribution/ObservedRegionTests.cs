using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

public sealed class ObservedRegionTests
{
    private const double Last = 1 - 1e-12;

    private static readonly double[] Levels = [0.02, 0.3, 0.5, 0.8, 0.9, 0.95, 0.99];

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void A_region_holds_its_probability_with_the_highest_densities(string name)
    {
        var (observed, mixture) = ObservedMixtureTests.Of(name);
        double[] points = observed.Points();
        foreach (double level in Levels)
        {
            Interval[] region = mixture.HighestDensityRegion(level);
            double held = region.Sum(mixture.Probability);
            Assert.True(held >= level - 1e-9, $"{held} at {level}");
            Assert.Equal(region.SelectMany(i => new[] { i.Lower, i.Upper }).Order(),
                region.SelectMany(i => new[] { i.Lower, i.Upper }));
            if (observed.IsRounded)
            {
                // As few values as the greedy choice, and all of them recorded ones.
                double[] values = [.. points.Union(observed.Observation.PointMasses)];
                double[] highest = [.. values.Select(observed.Jump).OrderDescending()];
                int fewest = 0;
                for (double sum = 0; sum < level - 1e-12; fewest++)
                    sum += highest[fewest];
                Assert.Equal(fewest, values.Count(y => Holds(region, y, 1e-9)));
                Assert.All(region, i => Assert.True(observed.Jump(i.Lower) > 0 && observed.Jump(i.Upper) > 0));
                continue;
            }
            Close.To(level, Math.Min(held, Math.Max(level, held - Extra(observed, level))), 0, 1e-9);
            double[] inside = [.. Densities(y => Holds(region, y, -1e-4))];
            double[] outside = [.. Densities(y => !Holds(region, y, 1e-4))];
            Assert.True(inside.Length == 0 || outside.Length == 0 || inside.Min() >= outside.Max() - 1e-9);
        }

        IEnumerable<double> Densities(Func<double, bool> isWanted) => points
            .Except(observed.Observation.PointMasses).Where(isWanted).Select(mixture.LogDensity);
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void Modes_are_the_hills_of_the_density(string name)
    {
        var (observed, mixture) = ObservedMixtureTests.Of(name);
        double[] points = [.. observed.Points().Except(observed.IsRounded ? [] : observed.Observation.PointMasses)];
        double[] heights = [.. points.Select(y => observed.IsRounded ? observed.Jump(y) : mixture.LogDensity(y))];
        // With what lies outside the support at both ends.
        List<double> hills = [];
        for (int i = 0; i < points.Length; i++)
        {
            if ((i == 0 || heights[i] > heights[i - 1]) && (i + 1 == points.Length || heights[i] > heights[i + 1])
                && (!observed.IsRounded || heights[i] > 1e-9))
                hills.Add(points[i]);
        }
        Mode[] modes = mixture.Modes();
        Close.To(1, modes.Sum(m => m.Weight), 0, 1e-9);
        Assert.Equal(modes.Select(m => m.Weight).OrderDescending(), modes.Select(m => m.Weight));
        double reach = observed.IsRounded ? 1e-9 : 0.02;
        Assert.All(hills, hill => Assert.Contains(modes, m => Math.Abs(m.Location[0] - hill) <= reach));
        Assert.All(modes, m => Assert.True(observed.Jump(m.Location[0]) > 0
            || hills.Exists(hill => Math.Abs(m.Location[0] - hill) <= reach), $"{m.Location[0]} is no hill"));
        foreach (Mode mode in modes)
        {
            double y = mode.Location[0], jump = observed.Jump(y);
            double density = observed.IsRounded ? jump / observed.Observation.Spacing
                : jump > 0 ? double.PositiveInfinity : Math.Exp(mixture.LogDensity(y));
            Close.To(density, mode.Density, 1e-9);
            Assert.True(mode.Weight >= (observed.IsRounded ? 0 : jump) - 1e-12);
        }
    }

    [Fact]
    public void Modes_on_a_coarse_grid_are_the_hills_of_all_its_cells() =>
        Gen.Select(Gen.OneOf(Mixtures.Mild, Mixtures.Crowded), Gen.Double[-0.7, 1.3]).Check((plain, logRatio) =>
        {
            // A spacing that is a tenth but for some parts in 1e9 is a tenth.
            double spacing = new ValueGrid(plain.Scales.Min() * Math.Pow(10, logRatio), 0).Step;
            TargetObservation grid = new() { Spacing = spacing };
            var observed = new ObservedCase(plain, grid);
            const double Rounding = 1e-12;
            double[] points = observed.Points(), p = [0, .. points.Select(observed.Jump), 0];
            int[] tops = [.. Enumerable.Range(1, points.Length)
                .Where(i => p[i] > Rounding && p[i] > p[i - 1] && p[i] > p[i + 1])];
            int[] ends =
                [0, .. tops.Zip(tops[1..], (a, b) => Array.LastIndexOf(p, p[a..b].Min(), b)), points.Length];
            if (tops.Where((t, j) => p[t] - Math.Max(p[ends[j]], p[ends[j + 1]]) < Rounding).Any())
                return;
            Mode[] modes = [.. observed.Mixture.Modes().OrderBy(m => m.Location[0])];
            Close.To([.. tops.Select(t => points[t - 1])], [.. modes.Select(m => m.Location[0])], 1e-9);
            Close.To([.. tops.Select((_, j) => p[(ends[j] + 1)..(ends[j + 1] + 1)].Sum())],
                [.. modes.Select(m => m.Weight)], 0, 1e-11);
        });

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void What_a_set_leaves_outside_says_which_sets_hold_a_value(string name)
    {
        var (observed, mixture) = ObservedMixtureTests.Of(name);
        foreach (double y in ObservedMixtureTests.Some(observed))
        {
            if (observed.IsRounded && !observed.IsOnGrid(y))
                continue;
            // All of what the value itself has is outside.
            double interval = mixture.OutsideCentralInterval(y, Last);
            double region = mixture.OutsideHighestDensityRegion(y, Last);
            Assert.InRange(interval, 0, 1);
            Assert.InRange(region, 0, 1);
            foreach (double outside in (double[])[0.7, 0.4, 0.21, 0.1, 0.03])
            {
                Interval central = mixture.CentralIntervalWithout(outside);
                if (Math.Abs(outside - interval) > 1e-6)
                    Assert.Equal(outside < interval, Holds([central], y, 0));
                // On a fine grid the ends of a region are chosen by cells, within one of them.
                if (Math.Abs(outside - region) > (observed.IsRounded ? 0.02 : 1e-6))
                    Assert.Equal(outside < region, Holds(mixture.HighestDensityRegionWithout(outside), y, 1e-9));
            }
        }
    }

    // Over the bounds the log density changes by 1e-13.
    [Theory, InlineData(0.1), InlineData(0.3), InlineData(0.6), InlineData(0.95)]
    public void A_region_of_a_flat_density_holds_its_level(double level)
    {
        var flat = ObservedMixture.Create([1], [0.5], [1e6], new() { Lower = 0, Upper = 1 });
        Assert.InRange(flat.HighestDensityRegion(level).Sum(i => i.Upper - i.Lower), level - 1e-9, 1);
    }

    /// <summary>What point masses, which are in a region as a whole or not, may hold beyond a level.</summary>
    private static double Extra(ObservedCase observed, double level) =>
        level < observed.Masses.Sum() ? observed.Masses.Max() : 0;

    private static bool Holds(Interval[] region, double y, double margin) =>
        region.Any(i => y >= i.Lower - margin && y <= i.Upper + margin);
}
