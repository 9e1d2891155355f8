using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class SamplingTests
{
    private const int Draws = 40_000;

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void Draws_have_the_moments_of_the_mixture(ScalarType dtype)
    {
        GaussianMixture mixture = Make.RandomScalar([3], components: 4, seed: 1, dtype);
        Tensor draws = mixture.sample(Draws);
        for (int row = 0; row < 3; row++)
        {
            double mean = mixture.mean[row].Value(), variance = mixture.variance[row].Value();
            double[] own = draws[TensorIndex.Colon, row].Doubles();
            Close.WithinFiveErrors(mean, own);
            Close.WithinFiveErrors(variance, [.. own.Select(d => (d - mean) * (d - mean))]);
        }
    }

    // The largest gap between both distribution functions exceeds 2.2/√n once in 8,000 times (Kolmogorov 1933).
    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void Draws_follow_the_distribution_function(ScalarType dtype)
    {
        GaussianMixture mixture = Make.RandomScalar([], components: 4, seed: 2, dtype);
        PlainMixture plain = PlainMixture.From(mixture);
        double[] draws = [.. mixture.sample(Draws).Doubles().Order()];
        double gap = draws.Select((y, i) =>
            Math.Max(Math.Abs(plain.Cdf(y) - (double)i / Draws), Math.Abs(plain.Cdf(y) - (i + 1.0) / Draws))).Max();
        Assert.True(gap < 2.2 / Math.Sqrt(Draws), $"the gap is {gap}");
    }

    [Fact]
    public void Components_are_drawn_as_often_as_they_weigh()
    {
        double[] weights = [0.5, 0.3, 0.15, 0.05];
        GaussianMixture mixture = GaussianMixture.Scalar(
            tensor(weights).log(), tensor([0.0, 10, 20, 30]), full(4, 0.1, ScalarType.Float64), Make.Seed(3));
        double[] draws = mixture.sample(Draws).Doubles();
        for (int k = 0; k < 4; k++)
            Close.WithinFiveErrors(weights[k], [.. draws.Select(y => Math.Abs(y - 10 * k) < 5 ? 1.0 : 0.0)]);
    }

    [Fact]
    public void A_component_without_weight_is_never_drawn()
    {
        GaussianMixture mixture = GaussianMixture.Scalar(
            tensor([double.NegativeInfinity, 0, double.NegativeInfinity]), tensor([-100.0, 0, 100]),
                ones(3, ScalarType.Float64), Make.Seed(4));
        Assert.All(mixture.sample(Draws).Doubles(), y => Assert.InRange(y, -10, 10));
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void Draws_of_vectors_have_the_covariance_of_the_mixture(Covariance covariance, ScalarType dtype)
    {
        GaussianMixture mixture = Make.Random(covariance, [2], components: 3, targets: 2, seed: 5, dtype);
        Tensor centred = mixture.sample(Draws) - mixture.mean;
        double[] products = (centred.unsqueeze(-1) * centred.unsqueeze(-2)).Doubles();
        double[] expected = mixture.Covariance().Doubles();
        for (int i = 0; i < 8; i++)
            Close.WithinFiveErrors(expected[i], [.. products.Where((_, at) => at % 8 == i)]);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Draws_of_vectors_fall_into_boxes_as_often_as_the_density_says(Covariance covariance)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [], components: 3, targets: 2, seed: 7);
        double[][] draws = [.. mixture.sample(Draws).Doubles().Chunk(2)];
        double[] middle = mixture.mean.Doubles();
        // The four quarters about the mean.
        foreach (var (right, up) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            (double, double) Side(int d, bool upper) =>
                upper ? (middle[d], rows[0].Range(d).High) : (rows[0].Range(d).Low, middle[d]);
            double probability = QuarterMass(rows[0], Side(0, right), Side(1, up));
            Close.WithinFiveErrors(probability,
                [.. draws.Select(y => y[0] > middle[0] == right && y[1] > middle[1] == up ? 1.0 : 0.0)], bias: 1e-3);
        }
    }

    private static double QuarterMass(PlainVectorMixture plain, (double Low, double High) x,
        (double Low, double High) y) =>
        Plain.Integral(a => Plain.Integral(b => plain.Density(a, b), y.Low, y.High, 200), x.Low, x.High, 200);

    [Theory, InlineData(new long[] { }), InlineData(new long[] { 1 }), InlineData(new long[] { 4, 2 }),
        InlineData(new long[] { 0 })]
    public void The_sample_shape_stands_before_the_batch_and_the_event(long[] sample)
    {
        Assert.Equal([.. sample, 2, 3], Make.RandomScalar([2, 3], components: 4, seed: 6).sample(sample).shape);
        Assert.Equal([.. sample, 2, 3, 5],
            Make.Random(Covariance.Full, [2, 3], components: 4, targets: 5, seed: 6).sample(sample).shape);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void No_rows_and_one_row_can_be_drawn(int rows) =>
        Assert.Equal([7, rows, 2],
            Make.Random(Covariance.Tied, [rows], components: 4, targets: 2, seed: 6).sample(7).shape);

    [Fact]
    public void Every_sample_of_a_row_is_of_that_row()
    {
        GaussianMixture mixture = GaussianMixture.Scalar(
            zeros(3, 1, ScalarType.Float64), tensor([0.0, 100, 200]).unsqueeze(-1), ones(3, 1, ScalarType.Float64),
                Make.Seed(8));
        Tensor rows = (mixture.sample(50) / 100).round();
        Assert.Equal([.. Enumerable.Repeat(new[] { 0.0, 1, 2 }, 50).SelectMany(r => r)], rows.abs().Doubles());
    }

    [Fact]
    public void The_same_seed_gives_the_same_draws()
    {
        double[] Draw() => Make.Random(Covariance.Full, [2], components: 4, targets: 2, seed: 9).sample(10).Doubles();
        Assert.Equal(Draw(), Draw());
    }

    [Fact]
    public void Without_a_generator_draws_follow_the_global_seed()
    {
        double[] Draw()
        {
            manual_seed(5);
            return new PlainMixture([0.5, 0.5], [0, 1], [1, 1]).As(ScalarType.Float64).sample(10).Doubles();
        }
        Assert.Equal(Draw(), Draw());
    }

    [Fact]
    public void Draws_carry_no_gradient()
    {
        Tensor means = zeros(2, ScalarType.Float64).requires_grad_();
        Assert.False(GaussianMixture.Scalar(full(2, Math.Log(0.5), ScalarType.Float64), means,
            ones(2, ScalarType.Float64)).sample(5).requires_grad);
    }

    [Theory, InlineData(2.0, 1.0), InlineData(1.0, 4.0), InlineData(0.5, 0.25)]
    public void Temperatures_flatten_the_weights_and_widen_the_components(double weights, double scales)
    {
        var plain = new PlainMixture([0.2, 0.8], [-1, 2], [0.5, 3]);
        GaussianMixture tempered = plain.As(ScalarType.Float64).Tempered(weights, scales);
        double total = plain.Weights.Sum(w => Math.Pow(w, 1 / weights));
        Close.To([.. plain.Weights.Select(w => Math.Pow(w, 1 / weights) / total)], tempered.LogWeights.exp().Doubles(),
            1e-13);
        Close.To(plain.Means, tempered.Means.Doubles(), 0);
        Close.To([.. plain.Scales.Select(s => Math.Sqrt(scales * s * s))], tempered.Scales.Doubles(), 1e-13);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void A_temperature_of_scales_multiplies_the_covariance_within(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [3], components: 1, targets: 2, seed: 10);
        Close.To(mixture.Covariance() * 4, mixture.Tempered(scales: 4).Covariance(), 1e-13);
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void At_a_temperature_of_almost_nothing_the_most_probable_component_takes_all(ScalarType dtype)
    {
        GaussianMixture mixture = new PlainMixture([0.3, 0.4, 0.3], [0, 1, 2], [1, 1, 1]).As(dtype);
        foreach (double temperature in new[] { 1e-3, 1e-30, 1e-300 })
            Close.To([0, 1, 0], mixture.Tempered(weights: temperature).LogWeights.exp().Doubles(), 0, 1e-12);
    }

    [Fact]
    public void Temperatures_of_one_change_nothing()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [3], components: 4, targets: 2, seed: 10);
        Tensor value = randn([3, 2], ScalarType.Float64, generator: Make.Seed(11));
        Close.To(mixture.log_prob(value), mixture.Tempered().log_prob(value), 1e-14, 1e-14);
    }

    [Fact]
    public void A_component_without_weight_stays_so_at_any_temperature() => Assert.Equal(
        [1.0, 0.0], new PlainMixture([1, 0], [0, 1],
            [1, 1]).As(ScalarType.Float64).Tempered(weights: 5).LogWeights.exp().Doubles());

    [Theory, InlineData(0.0), InlineData(-1.0), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void A_temperature_out_of_range_is_refused(double temperature)
    {
        GaussianMixture mixture = Make.RandomScalar([], components: 2, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>("weights", () => mixture.Tempered(weights: temperature));
        Assert.Throws<ArgumentOutOfRangeException>("scales", () => mixture.Tempered(scales: temperature));
    }

    [Theory, InlineData(1e-100), InlineData(1e80)]
    public void A_temperature_whose_scales_no_number_of_single_precision_can_be_is_refused(double temperature)
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            GaussianMixture mixture = Make.Random(covariance, [3], 2, 2, seed: 1, dtype: ScalarType.Float32);
            Assert.Throws<ArgumentOutOfRangeException>("scales", () => mixture.Tempered(scales: temperature));
            mixture.Tempered(scales: Math.Sqrt(Math.Sqrt(temperature)));
        }
    }
}
