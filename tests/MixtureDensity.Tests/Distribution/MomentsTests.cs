using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class MomentsTests
{
    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void Moments_equal_their_references(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        GaussianMixture mixture = reference.Mixture.As(ScalarType.Float64);
        Close.To(reference.Mean, mixture.mean.Value(), 1e-14, 1e-15);
        Close.To(reference.Variance, mixture.variance.Value(), 1e-13);
        Close.To(reference.Effective, mixture.EffectiveComponents().Value(), 1e-14);
    }

    [Theory, MemberData(nameof(Reference.VectorNames), MemberType = typeof(Reference))]
    public void Moments_of_vectors_equal_their_references(string name)
    {
        VectorReference reference = Reference.VectorOf(name);
        GaussianMixture mixture = Make.Full(reference);
        Close.To(reference.Mean, mixture.mean.Doubles(), 1e-14, 1e-15);
        Close.To([.. reference.Covariance.SelectMany(row => row)], mixture.Covariance().Doubles(), 1e-13, 1e-14);
    }

    [Theory, InlineData(ScalarType.Float32, 1e-4), InlineData(ScalarType.Float64, 1e-8)]
    public void Mean_and_variance_are_integrals_over_the_density(ScalarType dtype, double tolerance) =>
        Mixtures.Mild.Check(plain =>
    {
        GaussianMixture mixture = plain.As(dtype);
        PlainMixture exact = PlainMixture.From(mixture);
        double mean = exact.Integral(y => y * exact.Density(y));
        double variance = exact.Integral(y => (y - mean) * (y - mean) * exact.Density(y));
        Close.To(mean, mixture.mean.Value(), tolerance, tolerance);
        Close.To(variance, mixture.variance.Value(), tolerance);
        Close.To(Math.Sqrt(variance), mixture.stddev.Value(), tolerance);
    }, times: 20);

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void The_covariance_is_an_integral_over_the_density(Covariance covariance, ScalarType dtype)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [2], components: 3, targets: 2, seed: 4, dtype);
        double tolerance = dtype == ScalarType.Float32 ? 1e-4 : 1e-8;
        for (int row = 0; row < 2; row++)
        {
            PlainVectorMixture plain = rows[row];
            var points = Plain.Grid(plain.Range(0), plain.Range(1), 250)
                .Select(p => (p.X, p.Y, Mass: plain.Density(p.X, p.Y) * p.Area)).ToArray();
            double Expected(Func<double, double, double> f) => points.Sum(p => f(p.X, p.Y) * p.Mass);
            double mx = Expected((a, _) => a), my = Expected((_, b) => b);
            double xy = Expected((a, b) => (a - mx) * (b - my));
            Close.To([mx, my], mixture.mean[row].Doubles(), tolerance, tolerance);
            Close.To([Expected((a, _) => (a - mx) * (a - mx)), xy, xy, Expected((_, b) => (b - my) * (b - my))],
                mixture.Covariance()[row].Doubles(), tolerance, tolerance);
        }
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void The_variance_is_the_diagonal_of_the_covariance(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [2, 3], components: 4, targets: 3, seed: 5);
        Close.To(mixture.Covariance().diagonal(0, -2, -1), mixture.variance, 1e-13);
    }

    [Fact]
    public void The_covariance_of_a_scalar_mixture_is_its_variance()
    {
        GaussianMixture mixture = Make.RandomScalar([5], components: 4, seed: 5);
        Assert.Equal([5, 1, 1], mixture.Covariance().shape);
        Close.To(mixture.variance.Doubles(), mixture.Covariance().Doubles(), 1e-13);
    }

    [Fact]
    public void Within_is_the_mean_variance_and_between_the_variance_of_the_means()
    {
        GaussianMixture mixture = new PlainMixture([0.25, 0.75], [-1, 3], [2, 0.5]).As(ScalarType.Float64);
        var (within, between) = mixture.VarianceSplit();
        Close.To(0.25 * 4 + 0.75 * 0.25, within.Value(), 1e-14);
        Close.To(0.25 * 9 + 0.75 * 1, between.Value(), 1e-14);
        Close.To(within.Value() + between.Value(), mixture.variance.Value(), 1e-14);
    }

    [Fact]
    public void The_split_of_vectors_is_that_of_every_dimension()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [3], components: 4, targets: 2, seed: 5);
        var (within, between) = mixture.VarianceSplit();
        for (int d = 0; d < 2; d++)
        {
            var (own, others) = mixture.Marginal(d).VarianceSplit();
            Close.To(own.squeeze(-1), within[TensorIndex.Ellipsis, d], 1e-12);
            Close.To(others.squeeze(-1), between[TensorIndex.Ellipsis, d], 1e-12);
        }
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void A_large_mean_does_not_drown_the_variance(ScalarType dtype) =>
        Close.To(1e-2, new PlainMixture([0.5, 0.5], [1e4, 1e4], [0.1, 0.1]).As(dtype).variance.Value(), 1e-6);

    [Fact]
    public void The_effective_number_of_components_runs_from_one_to_all_of_them()
    {
        Close.To(1, new PlainMixture([1, 0, 0], [1, 2, 3],
            [1, 1, 1]).As(ScalarType.Float64).EffectiveComponents().Value(), 1e-14);
        Close.To(3, new PlainMixture([1.0 / 3, 1.0 / 3, 1.0 / 3], [1, 2, 3],
            [1, 1, 1]).As(ScalarType.Float64).EffectiveComponents().Value(), 1e-14);
    }

    [Fact]
    public void The_effective_number_of_components_is_the_exponential_of_the_entropy_of_the_weights()
    {
        double[] weights = [0.5, 0.25, 0.125, 0.125];
        // 2^(1.75 bits)
        Close.To(Math.Pow(2, 1.75),
            new PlainMixture(weights, [0, 0, 0, 0], [1, 1, 1, 1]).As(ScalarType.Float64).EffectiveComponents().Value(),
            1e-14);
    }

    [Fact]
    public void Gradients_of_moments_match_finite_differences() => Gradients.MatchFiniteDifferences(
        p =>
        {
            GaussianMixture mixture = Make.From(Covariance.Full, p);
            return cat([mixture.mean, mixture.variance, mixture.Covariance().flatten(-2),
                mixture.EffectiveComponents().unsqueeze(-1)], -1);
        },
        Make.RandomInputs([2], components: 3, targets: 2, seed: 6, Covariance.Full));

    [Fact]
    public void A_component_without_weight_leaves_finite_gradients()
    {
        Tensor logWeights = tensor([0, double.NegativeInfinity]).requires_grad_();
        GaussianMixture mixture = GaussianMixture.Scalar(logWeights, tensor([1.0, 2.0]), tensor([1.0, 2.0]));
        (mixture.variance + mixture.EffectiveComponents()).sum().backward();
        Assert.True(logWeights.grad!.isfinite().all().item<bool>());
    }
}
