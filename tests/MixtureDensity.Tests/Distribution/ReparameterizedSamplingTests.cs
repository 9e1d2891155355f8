using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class ReparameterizedSamplingTests
{
    [Fact]
    public void Draws_have_the_moments_of_the_mixture()
    {
        GaussianMixture mixture = Make.RandomScalar([], components: 4, seed: 1);
        double mean = mixture.mean.Value();
        double[] draws = mixture.rsample(40_000).Doubles();
        Close.WithinFiveErrors(mean, draws);
        Close.WithinFiveErrors(mixture.variance.Value(), [.. draws.Select(d => (d - mean) * (d - mean))]);
    }

    // dy/dθ = −(∂F/∂θ)/p: the derivatives of F by hand, of p by a direct sum.
    [Fact]
    public void A_draw_moves_with_the_parameters_as_the_implicit_function_does()
    {
        var plain = new PlainMixture([0.25, 0.75], [-1, 1.5], [0.5, 2]);
        Tensor weights = tensor(plain.Weights).log().requires_grad_();
        Tensor means = tensor(plain.Means).requires_grad_(), scales = tensor(plain.Scales).requires_grad_();
        Tensor y = GaussianMixture.Scalar(weights, means, scales, Make.Seed(2)).rsample();
        y.backward();

        double at = y.Value(), density = plain.Density(at);
        for (int k = 0; k < 2; k++)
        {
            double z = (at - plain.Means[k]) / plain.Scales[k];
            double share = plain.Weights[k] * Plain.NormalDensity(at, plain.Means[k], plain.Scales[k]) / density;
            Close.To(share, means.grad!.Doubles()[k], 1e-10);
            Close.To(share * z, scales.grad!.Doubles()[k], 1e-10);
            Close.To(-plain.Weights[k] * Plain.NormalCdf(z) / density, weights.grad!.Doubles()[k], 1e-10);
        }
    }

    // E[y²] = Σ π (μ² + σ²), whose gradients are 2πμ and 2πσ.
    [Fact]
    public void The_mean_gradient_of_draws_is_the_gradient_of_the_mean()
    {
        const int Draws = 20_000;
        var plain = new PlainMixture([0.25, 0.75], [-1, 1.5], [0.5, 2]);
        Tensor means = tensor(plain.Means).unsqueeze(0).expand(Draws, 2).clone().requires_grad_();
        Tensor scales = tensor(plain.Scales).unsqueeze(0).expand(Draws, 2).clone().requires_grad_();
        GaussianMixture mixture = GaussianMixture.Scalar(tensor(plain.Weights).log(), means, scales, Make.Seed(3));
        mixture.rsample().square().sum().backward();
        for (int k = 0; k < 2; k++)
        {
            Close.WithinFiveErrors(2 * plain.Weights[k] * plain.Means[k], means.grad![TensorIndex.Colon, k].Doubles());
            Close.WithinFiveErrors(2 * plain.Weights[k] * plain.Scales[k],
                scales.grad![TensorIndex.Colon, k].Doubles());
        }
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void One_component_of_several_targets_moves_with_its_mean_and_scale(Covariance covariance, ScalarType dtype)
    {
        Tensor[] leaves = [.. Make.RandomInputs([3], components: 1, targets: 2, seed: 4, covariance, dtype)
            .Select(t => t.requires_grad_())];
        Tensor draws = Make.From(covariance, leaves, Make.Seed(5)).rsample(7);
        draws.sum().backward();
        Assert.Equal([7, 3, 2], draws.shape);
        Close.To([7, 7, 7, 7, 7, 7], leaves[1].grad!.Doubles(), 1e-6);
        Assert.True((leaves[2].grad! != 0).any().item<bool>());
    }

    [Fact]
    public void Draws_of_one_component_match_finite_differences() => Gradients.MatchFiniteDifferences(
        p => Make.From(Covariance.Full, p, Make.Seed(6)).rsample(4),
        Make.RandomInputs([2], components: 1, targets: 3, seed: 7, Covariance.Full));

    [Fact]
    public void Draws_of_one_component_have_its_covariance()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [], components: 1, targets: 2, seed: 8);
        Tensor centred = mixture.rsample(40_000) - mixture.mean;
        double[] expected = mixture.Covariance().Doubles();
        Close.WithinFiveErrors(expected[0], (centred[TensorIndex.Colon, 0] * centred[TensorIndex.Colon, 0]).Doubles());
        Close.WithinFiveErrors(expected[1], (centred[TensorIndex.Colon, 0] * centred[TensorIndex.Colon, 1]).Doubles());
        Close.WithinFiveErrors(expected[3], (centred[TensorIndex.Colon, 1] * centred[TensorIndex.Colon, 1]).Doubles());
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Its_shape_is_that_of_other_draws(int components)
    {
        Assert.Equal([5, 4, 2], Make.RandomScalar([2], components, seed: 9).rsample(5, 4).shape);
        Assert.Equal([5, 2, 1],
            Make.Random(Covariance.Diagonal, [2], components, targets: 1, seed: 9).rsample(5).shape);
        Assert.Equal([2], Make.RandomScalar([2], components, seed: 9).rsample().shape);
        Assert.Equal([5, 0], Make.RandomScalar([0], components, seed: 9).rsample(5).shape);
    }

    [Fact]
    public void Several_targets_with_several_components_have_none() => Assert.Throws<NotSupportedException>(
        () => Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1).rsample());
}
