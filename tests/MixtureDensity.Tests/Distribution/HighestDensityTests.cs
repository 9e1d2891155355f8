using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class HighestDensityTests
{
    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void Regions_equal_their_references(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        GaussianMixture mixture = reference.Mixture.As(ScalarType.Float64);
        foreach (RegionValue region in reference.Regions)
        {
            Interval[] found = mixture.HighestDensityRegions(region.Level)[0];
            Assert.Equal(region.Intervals.Length, found.Length);
            Close.To([.. region.Intervals.SelectMany(i => i)], [.. found.SelectMany(i => new[] { i.Lower, i.Upper })],
                1e-9, 1e-9);
        }
    }

    [Fact]
    public void A_region_holds_its_probability() =>
        Gen.Select(Mixtures.Mild, Gen.Double[0.01, 0.999]).Check((plain, level) =>
    {
        Interval[] region = plain.As(ScalarType.Float64).HighestDensityRegions(level)[0];
        Close.To(level, region.Sum(i => plain.Cdf(i.Upper) - plain.Cdf(i.Lower)), 0, 1e-9);
    });

    [Fact]
    public void All_ends_of_a_region_have_the_same_density() =>
        Gen.Select(Mixtures.Mild, Gen.Double[0.01, 0.999]).Check((plain, level) =>
    {
        Interval[] region = plain.As(ScalarType.Float64).HighestDensityRegions(level)[0];
        double height = plain.LogDensity(region[0].Lower);
        Assert.All(region, i => Close.To(height, plain.LogDensity(i.Lower), 0, 1e-8));
        Assert.All(region, i => Close.To(height, plain.LogDensity(i.Upper), 0, 1e-8));
    });

    [Fact]
    public void A_region_is_as_long_as_the_highest_cells_of_a_grid() =>
        Gen.Select(Mixtures.Mild, Gen.Double[0.05, 0.99]).Check((plain, level) =>
    {
        const int Cells = 100_000;
        double low = plain.Edges(9).Min(), cell = (plain.Edges(9).Max() - low) / Cells;
        double[] densities = [.. Enumerable.Range(0, Cells)
            .Select(i => plain.Density(low + (i + 0.5) * cell)).OrderDescending()];
        double mass = 0;
        int count = 0;
        while (mass < level)
            mass += densities[count++] * cell;
        Interval[] region = plain.As(ScalarType.Float64).HighestDensityRegions(level)[0];
        // Every end may cut its cell.
        Close.To(count * cell, region.Sum(i => i.Upper - i.Lower), 1e-4, 2 * region.Length * cell);
    }, times: 15);

    [Fact]
    public void Intervals_stand_in_order_and_apart() =>
        Gen.Select(Mixtures.Wild, Gen.Double[0.01, 0.999]).Check((plain, level) =>
    {
        Interval[] region = plain.As(ScalarType.Float64).HighestDensityRegions(level)[0];
        double[] ends = [.. region.SelectMany(i => new[] { i.Lower, i.Upper })];
        Assert.NotEmpty(region);
        Assert.Equal(ends.Order(), ends);
    });

    [Fact]
    public void A_normal_has_one_symmetric_interval()
    {
        Interval region = Assert.Single(new PlainMixture([1], [10],
            [2]).As(ScalarType.Float64).HighestDensityRegions(0.95)[0]);
        Close.To(10 - 2 * 1.959963984540054, region.Lower, 1e-10);
        Close.To(10 + 2 * 1.959963984540054, region.Upper, 1e-10);
    }

    [Fact]
    public void A_large_region_bridges_two_hills_and_a_small_one_does_not()
    {
        GaussianMixture mixture = new PlainMixture([0.5, 0.5], [-2, 2], [1, 1]).As(ScalarType.Float64);
        Assert.Single(mixture.HighestDensityRegions(0.99)[0]);
        Assert.Equal(2, mixture.HighestDensityRegions(0.5)[0].Length);
    }

    [Fact]
    public void A_rare_component_needs_a_high_level()
    {
        GaussianMixture mixture = new PlainMixture([0.98, 0.02], [0, 100], [1, 1]).As(ScalarType.Float64);
        Assert.Single(mixture.HighestDensityRegions(0.9)[0]);
        Assert.Equal(2, mixture.HighestDensityRegions(0.995)[0].Length);
    }

    [Theory, InlineData(1e-5), InlineData(1 - 1e-12)]
    public void Extreme_levels_have_regions_too(double level)
    {
        PlainMixture plain = new([0.5, 0.5], [-2, 2], [1, 0.5]);
        Interval[] region = plain.As(ScalarType.Float64).HighestDensityRegions(level)[0];
        Close.To(level, region.Sum(i => plain.Cdf(i.Upper) - plain.Cdf(i.Lower)), 1e-6, 1e-13);
    }

    [Theory, InlineData(1e3), InlineData(1e6)]
    public void Components_far_apart_have_an_interval_each(double distance)
    {
        GaussianMixture mixture = new PlainMixture([0.5, 0.5], [0, distance], [1, 1]).As(ScalarType.Float64);
        Interval[] region = mixture.HighestDensityRegions(0.95)[0];
        Assert.Equal(2, region.Length);
        Close.To(-1.959963984540054, region[0].Lower, 1e-8);
        Close.To(distance + 1.959963984540054, region[1].Upper, 1e-10);
    }

    [Fact]
    public void There_is_one_region_a_row()
    {
        GaussianMixture mixture = Make.RandomScalar([2, 3], components: 4, seed: 6, ScalarType.Float32);
        Interval[][] regions = mixture.HighestDensityRegions(0.8);
        Assert.Equal(6, regions.Length);
        Assert.Equal(PlainMixture.From(mixture, 4).As(ScalarType.Float64).HighestDensityRegions(0.8)[0][0].Lower,
            regions[4][0].Lower, 9);
    }

    [Theory, InlineData(0.0), InlineData(1.0), InlineData(-1.0), InlineData(double.NaN)]
    public void A_level_outside_its_range_is_refused(double level) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Make.RandomScalar([], components: 4, seed: 6).HighestDensityRegions(level));

    [Fact]
    public void Several_targets_have_no_regions() => Assert.Throws<InvalidOperationException>(
        () => Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1).HighestDensityRegions(0.5));
}
