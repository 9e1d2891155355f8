using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class ScalarMixtureTests
{
    private static ScalarDistribution RowOf(PlainMixture plain) => plain.As(ScalarType.Float64).ToBatch().Marginal(0);

    [Fact]
    public void Its_density_is_a_direct_sum_of_normal_densities() =>
        Gen.Select(Mixtures.Wild, Gen.Double[-4, 4]).Check((plain, t) =>
    {
        double x = plain.Means[0] + t * plain.Scales[0];
        Close.To(plain.LogDensity(x), RowOf(plain).LogDensity(x), 1e-12, 1e-12);
    });

    [Fact]
    public void Its_text_shows_the_components_of_most_weight()
    {
        Assert.Equal("0.75 N(1.5, 0.2²) + 0.25 N(-3, 2²)",
            RowOf(new PlainMixture([0.25, 0.75], [-3, 1.5], [2, 0.2])).ToString());
        Assert.Equal("0.4 N(3, 1²) + 0.3 N(2, 1²) + 0.2 N(1, 1²) + 1 more",
            RowOf(new PlainMixture([0.1, 0.2, 0.3, 0.4], [0, 1, 2, 3], [1, 1, 1, 1])).ToString());
        Assert.Equal("1 N(1000000001.25, 0.5²)", new ScalarMixture([1], [1.25], [0.5], origin: 1e9).ToString());
    }

    // Around the number of components that are computed at once.
    [Fact]
    public void Any_number_of_components_will_do()
    {
        for (int k = 1; k <= 17; k++)
        {
            PlainMixture plain = PlainMixture.From(Make.RandomScalar([], k, seed: (ulong)k));
            ScalarDistribution row = RowOf(plain);
            Close.To(plain.LogDensity(0.3), row.LogDensity(0.3), 1e-13, 1e-13);
            Close.To(plain.Cdf(0.3), row.Cdf(0.3), 1e-13);
            Close.To(0.3, row.Quantile(plain.Cdf(0.3)), 0, 1e-11);
            Close.To(plain.Mean, row.Mean, 1e-13, 1e-13);
        }
    }

    [Fact]
    public void Its_distribution_function_keeps_the_lower_tail()
    {
        ScalarDistribution row = RowOf(new PlainMixture([1], [0], [1]));
        foreach (NormalCdfValue value in Reference.Values.NormalCdf)
            Close.To(value.P, row.Cdf(value.Z), 1e-13);
    }

    [Fact]
    public void Its_mean_and_deviation_are_integrals_over_the_density() => Mixtures.Mild.Check(plain =>
    {
        double mean = plain.Integral(y => y * plain.Density(y));
        Close.To(mean, RowOf(plain).Mean, 1e-8, 1e-8);
        Close.To(Math.Sqrt(plain.Integral(y => (y - mean) * (y - mean) * plain.Density(y))),
            RowOf(plain).StandardDeviation, 1e-8);
    }, times: 20);

    [Fact]
    public void A_value_a_million_scales_away_has_a_finite_density() =>
        Close.To(-0.5e12 - 0.5 * Math.Log(2 * Math.PI), RowOf(new PlainMixture([1], [0], [1])).LogDensity(1e6), 1e-15);

    [Fact]
    public void There_is_one_for_every_mixture_of_the_batch_in_its_order()
    {
        GaussianMixture mixture = Make.RandomScalar([2, 3], components: 4, seed: 6, ScalarType.Float32);
        MixtureBatch rows = mixture.ToBatch();
        Assert.Equal((6, 1, 4), (rows.Count, rows.Targets, rows.Components));
        Close.To([.. Enumerable.Range(0, 6).Select(row => rows.Marginal(row).Mean)], mixture.mean.Doubles(), 1e-5,
            1e-5);
        Assert.Throws<ArgumentOutOfRangeException>("row", () => rows.Marginal(6));
        Assert.Throws<ArgumentOutOfRangeException>("row", () => rows.Marginal(-1));
        Assert.Equal(0, Make.RandomScalar([0], components: 4, seed: 6).ToBatch().Count);
    }

    [Fact]
    public void Quantiles_asked_for_together_are_those_asked_for_one_by_one() =>
        Gen.Select(Gen.OneOf(Mixtures.Wild, Mixtures.Crowded),
            Gen.OneOf(Gen.Double[0, 1], Gen.Double[-300, 0].Select(e => Math.Pow(10, e))).Array[0, 80]).Check((plain,
            p) =>
        {
            ScalarDistribution row = RowOf(plain);
            var quantiles = new double[p.Length + 1];
            row.Quantiles(p, quantiles);
            for (int i = 0; i < p.Length; i++)
            {
                // As exact as the rounding of the tail lets it be.
                double quantile = row.Quantile(p[i]);
                double slack = double.IsFinite(quantile) ? 1e-13 * Math.Min(p[i], 1 - p[i]) / plain.Density(quantile)
                    : 0;
                Close.To(quantile, quantiles[i], 1e-15, 1e-11 * plain.Scales.Min() + slack,
                    $"at p = {p[i]:R} of {plain}");
            }
            Assert.Equal(0, quantiles[^1]);
        });

    // By bisection, which needs nothing but the order.
    [Fact]
    public void Quantiles_of_many_components_are_where_the_distribution_function_passes_them() =>
        Gen.Select(Mixtures.Crowded, Gen.Double[0.001, 0.999].Array[5]).Check((plain, p) =>
        {
            var quantiles = new double[p.Length];
            RowOf(plain).Quantiles(p, quantiles);
            double[] expected = [.. p.Select(probability =>
            {
                double low = -100, high = 100;
                for (int i = 0; i < 70; i++)
                {
                    double middle = 0.5 * (low + high);
                    (low, high) = plain.Cdf(middle) < probability ? (middle, high) : (low, middle);
                }
                return high;
            })];
            for (int i = 0; i < p.Length; i++)
                Close.To(expected[i], quantiles[i], 1e-13,
                    1e-10 * plain.Scales.Min() + 1e-15 / plain.Density(expected[i]), plain.ToString());
        }, times: 100);

    [Fact]
    public void Quantiles_need_room()
    {
        ScalarDistribution row = RowOf(new PlainMixture([1], [0], [1]));
        var error = Assert.Throws<ArgumentException>("quantiles", () => row.Quantiles([0.1, 0.2], new double[1]));
        Assert.StartsWith("2 quantiles do not fit in 1.", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(-0.1), InlineData(1.1), InlineData(double.NaN)]
    public void A_probability_out_of_range_is_refused(double wrong)
    {
        ScalarDistribution row = RowOf(new PlainMixture([1], [0], [1]));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => row.Quantile(wrong));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => row.HighestDensityRegion(wrong));
    }

    [Theory]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    [InlineData(Covariance.Tied)]
    public void Mixtures_of_several_targets_go_to_plain_numbers_and_back(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [5], components: 3, targets: 3, seed: 1);
        GaussianMixture back = mixture.ToBatch().ToTensors();
        Tensor y = randn(7, 5, 3, dtype: ScalarType.Float64, generator: Make.Seed(2));
        Close.To(back.log_prob(y).Doubles(), mixture.log_prob(y).Doubles(), 1e-12, 1e-12);
        Close.To(mixture.ToBatch().Marginal(4, 2).Mean, mixture.mean[4, 2].Value(), 1e-12);
        Close.To(mixture.ToBatch().Marginal(4, 2).StandardDeviation, Math.Sqrt(mixture.variance[4, 2].Value()), 1e-12);
    }

    [Fact]
    public void At_infinity_its_density_is_0_and_NaN_is_refused()
    {
        ScalarDistribution row = RowOf(new PlainMixture([0.3, 0.7], [-1, 2], [0.5, 3]));
        foreach (double far in new[] { double.NegativeInfinity, -1e200, 1e200, double.PositiveInfinity })
        {
            Assert.Equal(double.NegativeInfinity, row.LogDensity(far));
            Assert.Equal(far < 0 ? 0 : 1, row.Cdf(far), 1e-15);
        }
        Assert.Throws<ArgumentException>("y", () => row.LogDensity(double.NaN));
        Assert.Throws<ArgumentException>("y", () => row.Cdf(double.NaN));
    }
}
