using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Data;

public sealed class GridTests
{
    [Fact]
    public void Whole_numbers_lie_on_a_grid_of_one() => Assert.Equal(1, Spacing(3, 5, 8, 4, 3));

    [Fact]
    public void Rounded_numbers_lie_on_the_grid_of_their_last_digit() =>
        Assert.Equal(0.1, Spacing(59.3, 60.7, 59.4, 12.2, 30.9), 1e-9);

    [Fact]
    public void Seconds_written_in_minutes_lie_on_a_grid_for_all_their_rounding() =>
        Assert.Equal(1 / 60.0, Spacing(4.0166667, 2.15, 4.0, 4.0333333, 1.9833333), 1e-6);

    [Fact]
    public void Numbers_of_any_size_lie_on_none() => Gen.Int.Check(seed =>
    {
        var random = new Random(seed);
        Assert.Equal(0, Spacing([.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())]));
        Assert.Equal(0, Spacing([.. Enumerable.Range(0, 300).Select(_ => Math.Exp(3 * random.NextDouble()))]));
    }, times: 20);

    [Fact]
    public void Whatever_the_spacing_the_offset_and_the_digits_it_is_found() => Gen.Select(
        Gen.Double[-3, 3].Select(e => Math.Pow(10, e)), Gen.Double[-1e4, 1e4], Gen.Int[30, 2000], Gen.Int).Check(
        c =>
        {
            var (spacing, offset, rows, seed) = c;
            var random = new Random(seed);
            // As a program writes them, to a digit more or less.
            double[] values = [.. Enumerable.Range(0, rows)
                .Select(_ => offset + spacing * random.Next(0, 60) * (1 + 1e-13 * random.NextDouble()))];
            Close.To(spacing, Spacing(values), 1e-6);
        }, times: 100);

    [Fact]
    public void A_tenth_is_a_tenth_however_it_was_computed() =>
        Assert.Equal(0.1, Spacing([.. Enumerable.Range(0, 100).Select(i => i * 0.1), 0.30000000000000004, 0.7]), 1e-9);

    [Fact]
    public void A_few_values_beside_the_grid_do_not_hide_it() =>
        Assert.Equal(1, Spacing([.. Enumerable.Range(0, 300).Select(i => (double)(i % 40)), 7.3, 20.001, 1e6]), 1e-9);

    [Fact]
    public void Where_no_neighbours_occur_the_spacing_is_a_part_of_the_gaps() =>
        Assert.Equal(1, Spacing(0, 3, 5, 8, 10, 13), 1e-9);

    [Fact]
    public void Of_large_numbers_the_grid_is_the_same() =>
        Assert.Equal(0.5, Spacing([.. Enumerable.Range(0, 200).Select(i => 1e9 + 0.5 * (i % 37))]), 1e-9);

    [Fact]
    public void Unequal_gaps_without_a_common_measure_make_no_grid() => Assert.Equal(0, Spacing(0, 1, 2.5, 3.14));

    [Fact]
    public void Half_zeros_do_not_make_the_rest_lie_on_a_grid()
    {
        var random = new Random(7);
        Assert.Equal(0, Spacing([.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 0 : random.NextDouble())]));
    }

    [Fact]
    public void Tight_clusters_are_no_grid()
    {
        var random = new Random(8);
        Assert.Equal(0, Spacing([.. Enumerable.Range(0, 400).Select(i => 10 * (i % 2) + 1e-3 * random.NextDouble())]));
    }

    // Some are near the grid by chance, and do not stretch it.
    [Theory, InlineData(15, 1), InlineData(50, 0)]
    public void Up_to_two_values_in_a_hundred_may_lie_beside_it(int beside, double spacing)
    {
        var random = new Random(9);
        double[] values = [.. Enumerable.Range(0, 1000)
            .Select(i => i < beside ? -5 - random.NextDouble() : random.Next(40))];
        Assert.Equal(spacing, Spacing(values), 1e-9);
    }

    // Nine tenths of the numbers lie within 0.9 times the reach.
    [Theory, InlineData(10_500, 1), InlineData(12_000, 0)]
    public void A_spacing_of_less_than_a_ten_thousandth_of_the_spread_is_none(int reach, double spacing)
    {
        var random = new Random(10);
        Assert.Equal(spacing, Spacing([.. Enumerable.Range(0, 15_000).Select(_ => (double)random.Next(reach))]), 1e-9);
    }

    // 3,600 times 0.01667 is most of a second more than an hour.
    [Fact]
    public void Seconds_of_an_hour_lie_on_a_grid_though_minutes_have_five_digits_only() => Close.To(
        1 / 60.0, Spacing([.. Enumerable.Range(0, 3600).Select(second => Math.Round(second / 60.0, 5))]), 1e-6);

    [Fact]
    public void Of_single_precision_the_spacing_has_few_digits_all_the_same() =>
        Assert.Equal(0.1, Spacing([.. Enumerable.Range(0, 200).Select(i => (double)(0.1f * (i * 7 % 90)))]));

    [Fact]
    public void Pairs_of_values_near_whole_numbers_are_not_rounded_to_them() =>
        Assert.Equal(0, Spacing([.. Enumerable.Range(0, 200).Select(i => i % 40 + 0.001 * (i / 40 % 2))]));

    [Fact]
    public void One_value_makes_no_grid() => Assert.Equal(0, Spacing(4, 4, 4));

    private static double Spacing(params double[] values) => Grid.Find(values).Spacing;
}
