using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Data;

public sealed class PleBinTests
{
    private static readonly double[] Values = [.. Enumerable.Range(0, 101).Select(i => Math.Pow(1.05, i))];

    [Fact]
    public void Bins_are_adjacent_and_each_holds_as_many_rows()
    {
        IReadOnlyList<PleBin> bins = PleBin.Fit(Values, 4);
        Assert.Equal([(Values[0], Values[25]), (Values[25], Values[50]), (Values[50], Values[75]),
            (Values[75], Values[100])], bins.Select(r => (r.From, r.To)));
    }

    [Fact]
    public void The_encoding_of_a_bin_has_mean_0_over_the_training_rows() =>
        Assert.All(PleBin.Fit(Values, 7), bin => Close.To(0, Values.Average(bin.Encode), 0, 1e-12));

    [Fact]
    public void Outside_of_its_bin_an_encoding_is_constant() =>
        Gen.Select(Gen.Double[-100, 100], Gen.Double[0.1, 50], Gen.Double[0, 1]).Check((from, length, mean) =>
        {
            var bin = new PleBin(from, from + length, mean);
            foreach (double beyond in (double[])[0, 1, 1000])
            {
                Close.To(-2 * mean, bin.Encode(from - beyond), 0, 1e-9);
                Close.To(2 - 2 * mean, bin.Encode(from + length + beyond), 0, 1e-9);
            }
            Close.To(1 - 2 * mean, bin.Encode(from + length / 2), 0, 1e-9);
        });

    [Fact]
    public void Their_positions_give_the_value_back() =>
        Gen.Double[Values[0], Values[^1]].Check(value =>
        {
            double sum = PleBin.Fit(Values, 9).Sum(r => (r.To - r.From) * (r.Encode(value) / 2 + r.Mean));
            Close.To(value, Values[0] + sum, 1e-9);
        });

    [Fact]
    public void Few_different_values_have_a_bin_from_each_to_the_next() =>
        Assert.Equal([(1.0, 4.0), (4.0, 9.0)], PleBin.Fit([9, 1, 1, 4, 4, 4], 32).Select(r => (r.From, r.To)));

    [Fact]
    public void As_many_gaps_as_bins_have_one_each_however_the_rows_are_spread() =>
        Assert.Equal([(1.0, 2.0), (2.0, 3.0), (3.0, 4.0), (4.0, 5.0)],
            PleBin.Fit([.. Enumerable.Repeat(1.0, 50), 2, 3, 4, 5], 4).Select(r => (r.From, r.To)));

    [Fact]
    public void Values_that_many_rows_share_make_fewer_bins()
    {
        double[] values = [.. Enumerable.Repeat(5.0, 60), .. Enumerable.Range(6, 40).Select(i => (double)i)];
        Assert.Equal([(5.0, 20.0), (20.0, 45.0)], PleBin.Fit(values, 4).Select(r => (r.From, r.To)));
    }

    [Fact]
    public void Two_different_values_need_none() => Assert.Empty(PleBin.Fit([0, 1, 1, 0], 32));

    [Fact]
    public void No_bins_make_none() => Assert.Empty(PleBin.Fit(Values, 0));
}
