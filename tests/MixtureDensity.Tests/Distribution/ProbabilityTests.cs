using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class ProbabilityTests
{
    private static ScalarDistribution RowOf(PlainMixture plain) => plain.As(ScalarType.Float64).ToBatch().Marginal(0);

    [Fact]
    public void The_probability_of_an_interval_is_the_integral_of_the_density() =>
        Gen.Select(Mixtures.Mild, Gen.Double[-6, 6], Gen.Double[0, 6]).Check((plain, from, length) =>
            Close.To(plain.Integral(plain.Density, from, from + length),
                RowOf(plain).Probability(from, from + length), 0, 1e-7), times: 30);

    [Fact]
    public void The_probability_above_a_value_is_the_integral_of_the_density() =>
        Gen.Select(Mixtures.Mild, Gen.Double[-6, 6]).Check((plain, x) =>
        {
            ScalarDistribution row = RowOf(plain);
            Close.To(plain.Integral(plain.Density, x), row.Survival(x), 0, 1e-7);
            Close.To(row.Survival(x), row.Probability(x, double.PositiveInfinity), 1e-15);
            Close.To(row.Cdf(x), row.Probability(double.NegativeInfinity, x), 1e-15);
        }, times: 30);

    // By symmetry, with the lower tail of the reference.
    [Fact]
    public void Probabilities_keep_their_digits_in_both_tails()
    {
        ScalarDistribution row = RowOf(new PlainMixture([1], [0], [1]));
        foreach (NormalCdfValue value in Reference.Values.NormalCdf.Where(v => v.Z < -1))
        {
            Close.To(value.P, row.Survival(-value.Z), 1e-13);
            double further = Reference.Values.NormalCdf.Min(v => v.Z) - 1;
            Close.To(row.Probability(further, value.Z), row.Probability(-value.Z, -further), 1e-12);
        }
    }

    [Fact]
    public void As_much_probability_lies_below_a_central_interval_as_above() =>
        Gen.Select(Mixtures.Mild, Gen.Double[0.01, 0.999]).Check((plain, level) =>
        {
            Interval interval = RowOf(plain).CentralInterval(level);
            Close.To((1 - level) / 2, plain.Cdf(interval.Lower), 0, 1e-10);
            Close.To((1 + level) / 2, plain.Cdf(interval.Upper), 0, 1e-10);
        });

    [Fact]
    public void Invalid_intervals_are_refused()
    {
        ScalarDistribution row = RowOf(new PlainMixture([1], [0], [1]));
        Assert.Throws<ArgumentException>(() => row.Probability(1, 0));
        Assert.Throws<ArgumentException>(() => row.Probability(double.NaN, 0));
        Assert.Throws<ArgumentException>(() => row.Survival(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.CentralInterval(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => row.CentralInterval(1));
        Assert.Equal(0, row.Probability(2, 2));
        Assert.Equal(1, row.Probability(double.NegativeInfinity, double.PositiveInfinity));
    }
}
