using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class DistributionFunctionTests
{
    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void The_distribution_function_equals_its_reference(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        GaussianMixture mixture = reference.Mixture.As(ScalarType.Float64);
        foreach (PointValue point in reference.Points)
            Close.To(point.Cdf, mixture.cdf(point.Y).Value(), 1e-12, 1e-300, $"at {point.Y}");
    }

    [Fact]
    public void The_distribution_function_of_one_component_is_that_of_a_normal_in_its_tails_too()
    {
        GaussianMixture mixture = new PlainMixture([1], [0], [1]).As(ScalarType.Float64);
        foreach (NormalCdfValue value in Reference.Values.NormalCdf)
            Close.To(value.P, mixture.cdf(value.Z).Value(), 1e-13);
    }

    [Fact]
    public void The_distribution_function_is_the_integral_of_the_density() =>
        Gen.Select(Mixtures.Wild, Gen.Double[-3, 3]).Check((plain, t) =>
        {
            double y = plain.Means[0] + t * plain.Scales[0];
            Close.To(plain.Integral(plain.Density, high: y), plain.As(ScalarType.Float64).cdf(y).Value(), 0, 1e-7);
        }, times: 30);

    [Theory, InlineData(ScalarType.Float32, 3e-6), InlineData(ScalarType.Float64, 1e-13)]
    public void The_distribution_function_is_the_sum_of_the_components(ScalarType dtype, double tolerance) =>
        Gen.Select(Mixtures.Mild, Gen.Double[-8, 8]).Check((plain, y) =>
        {
            GaussianMixture mixture = plain.As(dtype);
            Tensor value = tensor(y).to(dtype);
            Close.To(PlainMixture.From(mixture).Cdf(value.Value()), mixture.cdf(value).Value(), 0, tolerance);
        });

    [Fact]
    public void The_distribution_function_rises_from_0_to_1() => Mixtures.Wild.Check(plain =>
    {
        Tensor steps = plain.As(ScalarType.Float64).cdf(tensor([double.NegativeInfinity, .. plain.Edges().Order(),
            double.PositiveInfinity]));
        Assert.Equal(0, steps[0].Value());
        Assert.Equal(1, steps[-1].Value(), 15);
        Assert.True((steps.diff(1) >= -1e-15).all().item<bool>());
    });

    [Fact]
    public void Its_gradient_matches_finite_differences()
    {
        Tensor[] inputs = Make.RandomInputs([3], components: 4, targets: 0, seed: 1);
        Gradients.MatchFiniteDifferences(
            p => GaussianMixture.Scalar(p[0].log_softmax(-1), p[1], p[2].exp()).cdf(p[3]),
                [.. inputs, tensor([-1.0, 0.5, 2.0])]);
    }

    [Fact]
    public void One_target_of_a_vector_has_a_distribution_function()
    {
        Tensor[] p = Make.RandomInputs([3], components: 4, targets: 0, seed: 1);
        GaussianMixture scalar = GaussianMixture.Scalar(p[0].log_softmax(-1), p[1], p[2].exp());
        GaussianMixture vector =
            GaussianMixture.Diagonal(p[0].log_softmax(-1), p[1].unsqueeze(-1), p[2].exp().unsqueeze(-1));
        Tensor value = tensor([-1.0, 0.5, 2.0]);
        Assert.Equal(scalar.cdf(value).Doubles(), vector.cdf(value.unsqueeze(-1)).Doubles());
        Assert.Equal([3], vector.cdf(value.unsqueeze(-1)).shape);
    }

    [Fact]
    public void Several_targets_have_none()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1);
        var error = Assert.Throws<InvalidOperationException>(() => mixture.cdf(zeros(2, ScalarType.Float64)));
        Assert.Contains("Marginal", error.Message, StringComparison.Ordinal);
    }
}
