using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class EntropyTests
{
    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void The_entropy_equals_its_reference(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        Close.To(reference.Entropy, reference.Mixture.As(ScalarType.Float64).entropy().Value(), 0, 1e-9);
    }

    [Theory, InlineData(ScalarType.Float32, 1e-6), InlineData(ScalarType.Float64, 1e-7)]
    public void The_entropy_is_the_integral_of_its_definition(ScalarType dtype, double tolerance) =>
        Mixtures.Wild.Check(plain =>
    {
        GaussianMixture mixture = plain.As(dtype);
        PlainMixture exact = PlainMixture.From(mixture);
        double expected = -exact.Integral(y =>
            exact.Density(y) is 0 ? 0 : exact.Density(y) * Math.Log(exact.Density(y)));
        Close.To(expected, mixture.entropy().Value(), tolerance, 1e-6);
    }, times: 25);

    [Fact]
    public void The_entropy_is_the_mean_of_minus_the_log_density_of_draws()
    {
        GaussianMixture mixture = Make.RandomScalar([], components: 4, seed: 5);
        Close.WithinFiveErrors(mixture.entropy().Value(), (-mixture.log_prob(mixture.sample(20_000))).Doubles());
    }

    [Fact]
    public void Components_far_apart_add_the_entropy_of_the_choice()
    {
        double normal = 0.5 * Math.Log(2 * Math.PI * Math.E);
        var plain = new PlainMixture([0.25, 0.75], [0, 1e6], [1, 1]);
        Close.To(normal - 0.25 * Math.Log(0.25) - 0.75 * Math.Log(0.75),
            plain.As(ScalarType.Float64).entropy().Value(), 1e-10);
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void One_component_has_the_entropy_of_a_normal(Covariance covariance, ScalarType dtype)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [4], components: 1, targets: 3, seed: 2, dtype);
        double[] expected = [.. rows.Select(plain =>
            0.5 * (3 * Math.Log(2 * Math.PI * Math.E) + Math.Log(Plain.Invert(plain.Covariances[0]).Determinant)))];
        Close.To(expected, mixture.entropy().Doubles(), dtype == ScalarType.Float32 ? 1e-5 : 1e-13);
    }

    [Fact]
    public void A_scalar_mixture_of_one_component_has_the_entropy_of_a_normal() =>
        Close.To(0.5 * Math.Log(2 * Math.PI * Math.E * 9),
            new PlainMixture([1], [1], [3]).As(ScalarType.Float64).entropy().Value(), 1e-14);

    [Fact]
    public void There_is_one_entropy_a_row()
    {
        GaussianMixture mixture = Make.RandomScalar([2, 3], components: 4, seed: 6);
        Assert.Equal([2, 3], mixture.entropy().shape);
        Close.To(Make.RandomScalar([2, 3], components: 4, seed: 6).entropy().Doubles()[4],
            PlainMixture.From(mixture, 4).As(ScalarType.Float64).entropy().Value(), 1e-12);
    }

    [Fact]
    public void No_rows_have_no_entropy() =>
        Assert.Equal([0], Make.RandomScalar([0], components: 4, seed: 6).entropy().shape);

    [Fact]
    public void Several_targets_with_several_components_have_no_closed_form() => Assert.Throws<NotSupportedException>(
        () => Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1).entropy());

    [Theory, InlineData(1), InlineData(3)]
    public void A_network_that_diverged_has_no_entropy(int components)
    {
        using var network = new MixtureDensityNetwork(1, [4], components);
        Assert.Throws<InvalidOperationException>(() => network.call(full(1, 1, float.NaN)).entropy());
    }
}
