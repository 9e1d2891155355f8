using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class CrpsTests
{
    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void The_score_equals_its_reference(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        GaussianMixture mixture = reference.Mixture.As(ScalarType.Float64);
        foreach (PointValue point in reference.Points)
        {
            Close.To(point.Crps, mixture.Crps(point.Y).Value(), 1e-13, 1e-13, $"at {point.Y}");
            Close.To(point.Crps, mixture.ToBatch().Marginal(0).Crps(point.Y), 1e-13, 1e-13, $"at {point.Y}");
        }
    }

    [Fact]
    public void In_plain_numbers_the_score_is_that_of_tensors() =>
        Gen.Select(Gen.OneOf(Mixtures.Wild, Mixtures.Crowded), Gen.Double[-1000, 1000]).Check((plain, y) =>
        {
            GaussianMixture mixture = plain.As(ScalarType.Float64);
            Close.To(mixture.Crps(y).Value(), mixture.ToBatch().Marginal(0).Crps(y), 1e-11, 1e-11);
        });

    [Fact]
    public void In_plain_numbers_infinity_is_infinitely_far_and_NaN_is_refused()
    {
        ScalarDistribution mixture =
            new PlainMixture([0.5, 0.5], [-1, 1], [1, 1]).As(ScalarType.Float64).ToBatch().Marginal(0);
        Assert.Equal(double.PositiveInfinity, mixture.Crps(double.NegativeInfinity));
        Assert.Throws<ArgumentException>(() => mixture.Crps(double.NaN));
    }

    [Theory, InlineData(ScalarType.Float32, 1e-5), InlineData(ScalarType.Float64, 1e-8)]
    public void The_score_is_the_integral_of_the_squared_error_of_the_distribution_function(ScalarType dtype,
        double tolerance) =>
        Gen.Select(Mixtures.Mild, Gen.Double[-8, 8]).Check((plain, at) =>
        {
            GaussianMixture mixture = plain.As(dtype);
            PlainMixture exact = PlainMixture.From(mixture);
            Tensor value = tensor(at).to(dtype);
            double y = value.Value();
            // Far outside of the components the distribution function is 0 or 1.
            double[] edges = [.. exact.Edges().Append(y)];
            double low = edges.Min(), high = edges.Max();
            double score = Plain.Integral(x => Math.Pow(exact.Cdf(x), 2), low, y, 3000)
                + Plain.Integral(x => Math.Pow(1 - exact.Cdf(x), 2), y, high, 3000);
            Close.To(score, mixture.Crps(value).Value(), tolerance, tolerance);
        }, times: 15);

    [Fact]
    public void The_score_of_a_normal_at_its_mean_is_known() =>
        Close.To(2 * (Math.Sqrt(2) - 1) / Math.Sqrt(Math.PI),
            new PlainMixture([1], [5], [2]).As(ScalarType.Float64).Crps(5.0).Value(), 1e-14);

    [Fact]
    public void The_score_of_a_needle_is_the_absolute_error() =>
        Close.To(3, new PlainMixture([1], [5], [1e-12]).As(ScalarType.Float64).Crps(2.0).Value(), 1e-11);

    [Fact]
    public void Moving_everything_moves_nothing() =>
        Gen.Select(Mixtures.Mild, Gen.Double[-8, 8], Gen.Double[-20, 20]).Check((plain, y, shift) =>
    {
        PlainMixture moved = plain with { Means = [.. plain.Means.Select(m => m + shift)] };
        Close.To(plain.As(ScalarType.Float64).Crps(y).Value(), moved.As(ScalarType.Float64).Crps(y + shift).Value(),
            1e-11, 1e-13);
    });

    [Theory, InlineData(ScalarType.Float32, 1e-6), InlineData(ScalarType.Float64, 1e-14)]
    public void A_value_a_million_scales_away_scores_its_distance(ScalarType dtype, double tolerance)
    {
        GaussianMixture mixture = new PlainMixture([0.5, 0.5], [-1, 1], [1, 1]).As(dtype);
        // ½ E|Y − Y′| is below 1.2 here.
        Close.To(1e6, mixture.Crps(tensor(1e6).to(dtype)).Value(), tolerance, 1.2);
    }

    [Fact]
    public void The_score_is_never_negative() => Gen.Select(Mixtures.Wild, Gen.Double[-1000, 1000]).Check((plain, y) =>
        Assert.True(plain.As(ScalarType.Float32).Crps(tensor((float)y)).Value() >= 0));

    [Fact]
    public void Its_gradient_matches_finite_differences()
    {
        Tensor[] inputs = Make.RandomInputs([3], components: 4, targets: 0, seed: 1);
        Gradients.MatchFiniteDifferences(
            p => GaussianMixture.Scalar(p[0].log_softmax(-1), p[1], p[2].exp()).Crps(p[3]),
                [.. inputs, tensor([-1.0, 0.5, 2.0])]);
    }

    [Fact]
    public void The_true_distribution_scores_better_than_another_on_the_average()
    {
        GaussianMixture truth = Make.RandomScalar([], components: 3, seed: 9);
        GaussianMixture other = GaussianMixture.Scalar(truth.LogWeights, truth.Means + 0.5, truth.Scales);
        Tensor draws = truth.sample(5000);
        Assert.True(truth.Crps(draws).mean().Value() < other.Crps(draws).mean().Value());
    }

    [Fact]
    public void One_target_of_a_vector_has_a_score_a_row()
    {
        GaussianMixture mixture = Make.Random(Covariance.Spherical, [3], components: 2, targets: 1, seed: 8);
        Assert.Equal([5, 3], mixture.Crps(zeros(5, 3, 1, ScalarType.Float64)).shape);
    }

    [Fact]
    public void Several_targets_have_no_score_in_closed_form() => Assert.Throws<InvalidOperationException>(
        () => Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1).Crps(zeros(2, ScalarType.Float64)));

    [Fact]
    public void Infinity_is_infinitely_far_from_every_mixture()
    {
        // The first component's weight is nought in either precision.
        GaussianMixture mixture =
            GaussianMixture.Scalar(tensor([double.NegativeInfinity, 0]), tensor([0.0, 1]), tensor([1.0, 2]));
        Assert.Equal([double.PositiveInfinity, double.PositiveInfinity],
            mixture.Crps(tensor([double.NegativeInfinity, double.PositiveInfinity])).Doubles());
    }
}
