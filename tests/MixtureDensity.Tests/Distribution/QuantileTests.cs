using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class QuantileTests
{
    private static readonly Gen<double> Probability =
        Gen.OneOf(Gen.Double[0.001, 0.999], Gen.Double[-300, -3].Select(e => Math.Pow(10, e)), Gen.Const(1e-6),
            Gen.Const(1 - 1e-6));

    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void Quantiles_equal_their_references(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        GaussianMixture mixture = reference.Mixture.As(ScalarType.Float64);
        double σ = reference.Scales.Min();
        foreach (QuantileValue quantile in reference.Quantiles)
            Close.To(quantile.Y, mixture.icdf(quantile.P).Value(), 1e-15, 1e-10 * σ, $"at p = {quantile.P}");
    }

    // What it takes to be within so many σ of the quantile: the distribution function passes p between there.
    [Theory, InlineData(ScalarType.Float32, 1e-5), InlineData(ScalarType.Float64, 1e-10)]
    public void The_distribution_function_passes_p_at_the_quantile(ScalarType dtype, double tolerance) =>
        Gen.Select(Mixtures.Mild, Probability).Check((plain, p) =>
        {
            GaussianMixture mixture = plain.As(dtype);
            Tensor probability = tensor(p).to(dtype);
            if (probability.Value() is 0 or 1)
                return;
            PlainMixture exact = PlainMixture.From(mixture);
            double y = mixture.icdf(probability).Value();
            double step = tolerance * exact.Scales.Min() + Math.Abs(y) * (dtype == ScalarType.Float32 ? 1e-7 : 0);
            AssertPasses(exact, y, step, probability.Value());
        }, times: 150);

    [Fact]
    public void Scales_that_differ_by_a_million_keep_their_quantiles() => Probability.Check(p =>
    {
        var plain = new PlainMixture([0.3, 0.3, 0.4], [0, 1, -50], [1e-3, 1, 1e3]);
        double y = plain.As(ScalarType.Float64).icdf(p).Value();
        AssertPasses(plain, y, 1e-10 * 1e-3 + Math.Abs(y) * 3e-16, p);
    });

    // In the upper half the doubles of F near 1 are too coarse to tell, so the mirrored tails are compared.
    private static void AssertPasses(PlainMixture plain, double y, double step, double p)
    {
        var mirrored = new PlainMixture(plain.Weights, [.. plain.Means.Select(m => -m)], plain.Scales);
        (PlainMixture mixture, double at, double q) = p <= 0.5 ? (plain, y, p) : (mirrored, -y, 1 - p);
        const double Rounding = 1e-12;
        Assert.True(mixture.Cdf(at - step) <= q * (1 + Rounding), $"too far right at p = {p:R} of {plain}: {y:R}");
        Assert.True(mixture.Cdf(at + step) >= q * (1 - Rounding), $"too far left at p = {p:R} of {plain}: {y:R}");
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void The_quantiles_of_0_and_1_are_infinite(ScalarType dtype)
    {
        GaussianMixture mixture = Make.RandomScalar([], components: 3, seed: 1, dtype);
        Assert.Equal([double.NegativeInfinity, double.PositiveInfinity],
            mixture.icdf(tensor([0.0, 1.0]).to(dtype)).Doubles());
    }

    [Fact]
    public void A_quantile_of_the_distribution_function_is_where_it_started() =>
        Gen.Select(Mixtures.Wild, Gen.Double[-4, 4]).Check((plain, t) =>
        {
            GaussianMixture mixture = plain.As(ScalarType.Float64);
            double y = plain.Means[0] + t * plain.Scales[0];
            double p = mixture.cdf(y).Value();
            if (p is 0 or 1)
                return;
            // As exact as the rounding of p lets it be.
            double slack = 1e-15 / plain.Density(y);
            Close.To(y, mixture.icdf(p).Value(), 1e-13, Math.Max(1e-10 * plain.Scales.Max(), slack));
        });

    [Fact]
    public void The_quantile_rises_with_the_probability() => Mixtures.Wild.Check(plain =>
    {
        Tensor quantiles = plain.As(ScalarType.Float64).icdf(linspace(0, 1, 101, ScalarType.Float64));
        Assert.True((quantiles.diff(1) >= 0).all().item<bool>());
    });

    [Fact]
    public void The_median_of_a_symmetric_mixture_is_its_centre()
    {
        GaussianMixture mixture = new PlainMixture([0.25, 0.5, 0.25], [-3, 1, 5], [1, 2, 1]).As(ScalarType.Float64);
        Close.To(1, mixture.icdf(0.5).Value(), 0, 1e-12);
    }

    [Fact]
    public void A_component_without_weight_does_not_widen_the_search() =>
        Close.To(-4.753424308822899,
            new PlainMixture([1, 0], [0, 1e9], [1, 1e9]).As(ScalarType.Float64).icdf(1e-6).Value(), 1e-13);

    [Theory, InlineData(new long[] { }), InlineData(new long[] { 3 }), InlineData(new long[] { 2, 1 }),
        InlineData(new long[] { 4, 2, 3 })]
    public void Probabilities_broadcast_against_the_batch(long[] shape)
    {
        GaussianMixture mixture = Make.RandomScalar([2, 3], components: 3, seed: 4);
        Tensor p = rand(shape, ScalarType.Float64, generator: Make.Seed(5));
        long[] expected = shape.Length == 3 ? [4, 2, 3] : [2, 3];
        Tensor y = mixture.icdf(p);
        Assert.Equal(expected, y.shape);
        Close.To(p.expand(expected), mixture.cdf(y), 0, 1e-12);
    }

    [Fact]
    public void No_rows_have_no_quantiles()
    {
        GaussianMixture mixture = Make.RandomScalar([0], components: 3, seed: 4);
        Assert.Equal([0], mixture.icdf(tensor(0.5)).shape);
    }

    [Theory, InlineData(1e-6), InlineData(0.2), InlineData(0.5), InlineData(0.999)]
    public void Its_gradient_matches_finite_differences(double p)
    {
        Tensor[] inputs = Make.RandomInputs([3], components: 3, targets: 0, seed: 7);
        Gradients.MatchFiniteDifferences(
            t => GaussianMixture.Scalar(t[0].log_softmax(-1), t[1], t[2].exp()).icdf(t[3].sigmoid()),
            [.. inputs, full(3, Math.Log(p / (1 - p)), ScalarType.Float64)]);
    }

    [Fact]
    public void An_infinite_quantile_leaves_the_gradients_of_its_neighbours_alone()
    {
        Tensor scales = ones(1, ScalarType.Float64).requires_grad_();
        GaussianMixture mixture =
            GaussianMixture.Scalar(zeros(1, ScalarType.Float64), zeros(1, ScalarType.Float64), scales);
        mixture.icdf(tensor([0.0, 0.9, 1.0])).sum().backward();
        Close.To(1.2815515655446004, scales.grad!.Value(), 1e-12);
    }

    // A quantile moves with the mean of its only component, however rare it is.
    [Theory, InlineData(1e-6), InlineData(1e-40), InlineData(1e-300)]
    public void Its_gradient_holds_in_the_far_tail(double p)
    {
        Tensor mean = zeros(1, ScalarType.Float64).requires_grad_();
        Tensor scale = ones(1, ScalarType.Float64).requires_grad_();
        Tensor y = GaussianMixture.Scalar(zeros(1, ScalarType.Float64), mean, scale).icdf(p);
        y.backward();
        Close.To(1, mean.grad!.Value(), 1e-9);
        Close.To(y.Value(), scale.grad!.Value(), 1e-9);
    }

    [Fact]
    public void One_target_of_a_vector_has_quantiles_with_an_event_axis()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [3], components: 2, targets: 1, seed: 8);
        Tensor p = tensor([0.1, 0.5, 0.9]);
        Assert.Equal([3, 1], mixture.icdf(p).shape);
        Close.To(p, mixture.cdf(mixture.icdf(p)), 0, 1e-13);
    }

    [Theory, InlineData(-0.1), InlineData(1.1), InlineData(double.NaN)]
    public void A_probability_outside_its_range_is_refused(double p)
    {
        GaussianMixture mixture = Make.RandomScalar([], components: 3, seed: 4);
        var error = Assert.Throws<ArgumentException>(() => mixture.icdf(tensor([0.5, p])));
        Assert.Contains("[2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probabilities_that_do_not_broadcast_are_refused()
    {
        GaussianMixture mixture = Make.RandomScalar([3], components: 3, seed: 4);
        var error = Assert.Throws<ArgumentException>(() => mixture.icdf(full(4, 0.5, ScalarType.Float64)));
        Assert.Contains("[4]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_targets_have_no_quantiles() => Assert.Throws<InvalidOperationException>(
        () => Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1).icdf(tensor(0.5)));
}
