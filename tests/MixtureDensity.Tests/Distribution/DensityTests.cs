using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class DensityTests
{
    [Theory, MemberData(nameof(Reference.ScalarNames), MemberType = typeof(Reference))]
    public void The_log_density_equals_its_reference(string name)
    {
        ScalarReference reference = Reference.ScalarOf(name);
        GaussianMixture mixture = reference.Mixture.As(ScalarType.Float64);
        foreach (PointValue point in reference.Points)
            Close.To(point.LogProb, mixture.log_prob(point.Y).Value(), 1e-13, 1e-13, $"at {point.Y}");
    }

    [Theory, MemberData(nameof(Reference.VectorNames), MemberType = typeof(Reference))]
    public void The_log_density_of_vectors_equals_its_reference(string name)
    {
        VectorReference reference = Reference.VectorOf(name);
        GaussianMixture mixture = Make.Full(reference);
        foreach (VectorPointValue point in reference.Points)
            Close.To(point.LogProb, mixture.log_prob(tensor(point.Y)).Value(), 1e-12, 1e-12);
    }

    [Theory, InlineData(ScalarType.Float32, 2e-5), InlineData(ScalarType.Float64, 1e-12)]
    public void The_density_is_the_sum_of_the_components_densities(ScalarType dtype, double tolerance) =>
        Gen.Select(Mixtures.Mild, Gen.Double[-8, 8]).Check((plain, y) =>
        {
            GaussianMixture mixture = plain.As(dtype);
            Tensor value = tensor(y).to(dtype);
            double expected = PlainMixture.From(mixture).LogDensity(value.Value());
            Close.To(expected, mixture.log_prob(value).Value(), tolerance, tolerance);
        });

    [Fact]
    public void A_density_integrates_to_one() => Mixtures.Wild.Check(plain =>
    {
        double[] edges = [.. plain.Edges().Order()];
        double[] middles = [.. edges.Zip(edges[1..], (a, b) => 0.5 * (a + b))];
        Tensor ends = plain.As(ScalarType.Float64).log_prob(tensor(edges)).exp();
        Tensor middle = plain.As(ScalarType.Float64).log_prob(tensor(middles)).exp();
        Tensor widths = tensor(edges).diff(1);
        Tensor simpson = widths * (ends[..^1] + 4 * middle + ends[1..]) / 6;
        Close.To(1, simpson.sum().Value(), 0, 1e-6);
    }, times: 30);

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void A_density_of_two_dimensions_integrates_to_one(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [], components: 3, targets: 2, seed: 3);
        Tensor grid = linspace(-15, 15, 601, ScalarType.Float64);
        Tensor plane = stack([grid.unsqueeze(0).expand(601, 601), grid.unsqueeze(1).expand(601, 601)], -1);
        Close.To(1, mixture.log_prob(plane).exp().sum().Value() * 0.05 * 0.05, 0, 1e-9);
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void The_density_of_vectors_follows_from_the_covariance_matrices(Covariance covariance, ScalarType dtype)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [4], components: 3, targets: 3, seed: 5, dtype);
        Tensor value = randn([4, 3], ScalarType.Float64, generator: Make.Seed(6)).to(dtype) * 2;
        double[] expected = [.. rows.Select((plain, row) => plain.Density(value[row].Doubles()))];
        Close.To(expected, mixture.log_prob(value).exp().Doubles(), dtype == ScalarType.Float32 ? 1e-4 : 1e-11);
    }

    [Theory, InlineData(ScalarType.Float32, 2e-5), InlineData(ScalarType.Float64, 1e-13)]
    public void The_far_tail_stays_finite(ScalarType dtype, double tolerance) =>
        Gen.Select(Mixtures.Wild, Gen.Bool).Check((plain, isLeft) =>
        {
            GaussianMixture mixture = plain.As(dtype);
            double far = plain.Means[0] + (isLeft ? -1e6 : 1e6) * plain.Scales.Max();
            Tensor value = tensor(far).to(dtype);
            Close.To(PlainMixture.From(mixture).LogDensity(value.Value()), mixture.log_prob(value).Value(), tolerance);
        });

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void A_value_a_million_scales_away_has_finite_gradients(ScalarType dtype)
    {
        Tensor logits = zeros(2, dtype).requires_grad_(), means = zeros(2, dtype).requires_grad_(),
            logScales = zeros(2, dtype).requires_grad_();
        Tensor value = tensor(1e6).to(dtype).requires_grad_();
        GaussianMixture.Scalar(logits.log_softmax(-1), means, logScales.exp()).log_prob(value).backward();
        foreach (Tensor leaf in new[] { logits, means, logScales, value })
            Assert.True(leaf.grad!.isfinite().all().item<bool>());
    }

    [Theory, InlineData(-10.0), InlineData(10.0)]
    public void Scales_at_the_ends_of_the_clamp_give_the_density_of_a_normal(double logScale)
    {
        PlainMixture plain = new PlainMixture([0.5, 0.5], [1, -1],
            [Math.Exp(logScale), Math.Exp(logScale)]).RoundedTo(ScalarType.Float32);
        double y = plain.Means[0] + plain.Scales[0];
        Tensor value = tensor((float)y);
        Close.To(plain.LogDensity(value.Value()), plain.As(ScalarType.Float32).log_prob(value).Value(), 2e-6, 1e-5);
    }

    [Fact]
    public void Scales_may_differ_by_a_factor_of_a_million()
    {
        var plain = new PlainMixture([0.5, 0.5], [0, 0], [1, 1e-6]);
        foreach (double y in new[] { 0, 1e-6, 5e-6, 1e-5, 1.0, 1e3, 1e6 })
            Close.To(plain.LogDensity(y), plain.As(ScalarType.Float64).log_prob(y).Value(), 1e-13);
    }

    [Fact]
    public void A_weight_near_nothing_still_decides_where_it_stands_alone()
    {
        double logRare = -700;
        Tensor logWeights = tensor([0, logRare]);
        GaussianMixture mixture = GaussianMixture.Scalar(logWeights, tensor([0.0, 1000.0]), tensor([1.0, 1.0]));
        Close.To(logRare - 0.5 * Math.Log(2 * Math.PI), mixture.log_prob(1000.0).Value(), 1e-14);
    }

    [Fact]
    public void A_component_without_weight_changes_nothing() =>
        Gen.Select(Mixtures.Mild, Gen.Double[-8, 8], Gen.Double[-8, 8]).Check((plain, y, mean) =>
        {
            var with = new PlainMixture([.. plain.Weights, 0], [.. plain.Means, mean], [.. plain.Scales, 0.01]);
            Close.To(plain.As(ScalarType.Float64).log_prob(y).Value(), with.As(ScalarType.Float64).log_prob(y).Value(),
                1e-13, 1e-13);
        });

    [Fact]
    public void A_component_without_weight_gets_no_gradient()
    {
        Tensor means = tensor([0.0, 3.0]).requires_grad_(), scales = tensor([1.0, 2.0]).requires_grad_();
        GaussianMixture.Scalar(tensor([0, double.NegativeInfinity]), means, scales).log_prob(1.0).backward();
        Assert.Equal([1.0, 0.0], means.grad!.Doubles());
        Assert.Equal([0.0, 0.0], scales.grad!.Doubles());
    }

    [Fact]
    public void Permuting_the_components_changes_nothing() =>
        Gen.Select(Mixtures.Mild, Gen.Double[-8, 8]).Check((plain, y) =>
    {
        var reversed = new PlainMixture([.. plain.Weights.Reverse()], [.. plain.Means.Reverse()],
            [.. plain.Scales.Reverse()]);
        Close.To(plain.As(ScalarType.Float64).log_prob(y).Value(), reversed.As(ScalarType.Float64).log_prob(y).Value(),
            1e-13, 1e-13);
    });

    [Fact]
    public void Equal_components_are_one_normal()
    {
        GaussianMixture mixture = new PlainMixture([0.25, 0.25, 0.5], [2, 2, 2], [3, 3, 3]).As(ScalarType.Float64);
        Close.To(Math.Log(Plain.NormalDensity(4, 2, 3)), mixture.log_prob(4.0).Value(), 1e-14);
    }

    [Fact]
    public void The_gradient_of_the_log_density_matches_finite_differences()
    {
        Tensor[] inputs = Make.RandomInputs([3], components: 4, targets: 0, seed: 11);
        Tensor value = randn([5, 3], ScalarType.Float64, generator: Make.Seed(12));
        Gradients.MatchFiniteDifferences(
            p => GaussianMixture.Scalar(p[0].log_softmax(-1), p[1], p[2].exp()).log_prob(p[3]), [.. inputs, value]);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void The_gradient_of_the_log_density_of_vectors_matches_finite_differences(Covariance covariance)
    {
        Tensor[] inputs = Make.RandomInputs([2], components: 3, targets: 2, seed: 21, covariance);
        Tensor value = randn([2, 2], ScalarType.Float64, generator: Make.Seed(22));
        Gradients.MatchFiniteDifferences(p => Make.From(covariance, p).log_prob(p[3]), [.. inputs, value]);
    }

    [Fact]
    public void The_notebooks_loss_and_gradients_are_the_same()
    {
        (double Loss, double[][] Gradients) LossOf(Func<Tensor, Tensor, Tensor, Tensor, Tensor> logDensity)
        {
            Tensor[] leaves = [.. Make.RandomInputs([50], components: 6, targets: 0, seed: 31)
                .Select(t => t.requires_grad_())];
            Tensor value = randn([50, 1], ScalarType.Float64, generator: Make.Seed(32));
            Tensor loss = -logDensity(leaves[0].log_softmax(-1), leaves[1], leaves[2].exp(), value).mean();
            loss.backward();
            return (loss.Value(), [.. leaves.Select(leaf => leaf.grad!.Doubles())]);
        }
        var notebook = LossOf(Notebook.LogDensity);
        var ours = LossOf((logWeights, means, scales, y) =>
            GaussianMixture.Scalar(logWeights, means, scales).log_prob(y.squeeze(-1)));
        Close.To(notebook.Loss, ours.Loss, 1e-13);
        for (int i = 0; i < 3; i++)
            Close.To(notebook.Gradients[i], ours.Gradients[i], 1e-10, 1e-14);
    }

    [Fact]
    public void The_notebooks_log_density_has_a_row_for_every_pair_and_ours_one_for_every_value()
    {
        Tensor[] p = Make.RandomInputs([50], components: 6, targets: 0, seed: 31);
        Tensor value = randn([50, 1], ScalarType.Float64, generator: Make.Seed(32));
        Assert.Equal([50, 50], Notebook.LogDensity(p[0].log_softmax(-1), p[1], p[2].exp(), value).shape);
        Assert.Equal([50], GaussianMixture.Scalar(p[0].log_softmax(-1), p[1],
            p[2].exp()).log_prob(value.squeeze(-1)).shape);
    }

    // The notebook's result would have 4·10¹⁰ entries, 160 GB.
    [Fact]
    public void Two_hundred_thousand_rows_are_no_more_than_two_hundred_thousand_rows()
    {
        using var scope = NewDisposeScope();
        const int Rows = 200_000;
        Tensor leaf = zeros(Rows, 3).requires_grad_();
        Tensor result = GaussianMixture.Scalar(leaf.log_softmax(-1), leaf, leaf.exp()).log_prob(ones(Rows));
        result.mean().backward();
        Assert.Equal([Rows], result.shape);
        Assert.Equal([Rows, 3], leaf.grad!.shape);
    }

    [Theory, InlineData(ScalarType.Float32, 1e-5), InlineData(ScalarType.Float64, 1e-12)]
    public void Responsibilities_are_the_shares_of_the_density(ScalarType dtype, double tolerance) =>
        Gen.Select(Mixtures.Mild, Gen.Double[-8, 8]).Check((plain, y) =>
        {
            GaussianMixture mixture = plain.As(dtype);
            PlainMixture exact = PlainMixture.From(mixture);
            double at = tensor(y).to(dtype).Value();
            double[] shares = [.. Enumerable.Range(0, exact.Components).Select(k =>
                Math.Exp(
                    Math.Log(exact.Weights[k]) - exact.LogDensity(at) - 0.5 * Math.Pow(
                    (at - exact.Means[k]) / exact.Scales[k], 2))
                    / exact.Scales[k] / Math.Sqrt(2 * Math.PI))];
            // A share is an exponential: its relative error is the absolute error of its exponent.
            Close.To(shares, mixture.Responsibilities(tensor(y).to(dtype)).Doubles(), tolerance * 100, tolerance);
        });

    [Fact]
    public void Responsibilities_sum_to_one_however_far_the_value() =>
        Gen.Select(Mixtures.Wild, Gen.Double[-1e9, 1e9]).Check((plain, y) =>
        Close.To(1, plain.As(ScalarType.Float64).Responsibilities(y).sum().Value(), 1e-14));

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Responsibilities_of_vectors_times_the_density_are_the_components_densities(Covariance covariance)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [], components: 3, targets: 2, seed: 41);
        PlainVectorMixture plain = rows[0];
        double[] y = [0.5, -1];
        double[] shares = [.. Enumerable.Range(0, 3).Select(k =>
            plain.Weights[k] * new PlainVectorMixture([1], [plain.Means[k]],
                [plain.Covariances[k]]).Density(y) / plain.Density(y))];
        Close.To(shares, mixture.Responsibilities(tensor(y)).Doubles(), 1e-12);
    }

    [Fact]
    public void Responsibilities_are_refused_where_every_density_is_0()
    {
        GaussianMixture scalar = Make.RandomScalar([], components: 3, seed: 1),
            vector = Make.Random(Covariance.Full, [], components: 3, targets: 2, seed: 1);
        Assert.Throws<ArgumentException>("value", () => scalar.Responsibilities(tensor(double.PositiveInfinity)));
        Assert.Throws<ArgumentException>("value", () => scalar.Responsibilities(tensor(1e200)));
        Assert.Throws<ArgumentException>("value", () => vector.Conditional([0], tensor([1e200])));
        Assert.Throws<ArgumentException>("value", () => vector.log_prob(tensor([double.PositiveInfinity, 0])));
    }

    [Fact]
    public void A_network_that_diverged_has_no_responsibilities()
    {
        using var network = new MixtureDensityNetwork(1, [4], 3, targets: 2);
        GaussianMixture mixture = network.call(full(1, 1, float.NaN));
        Assert.Throws<InvalidOperationException>(() => mixture.Responsibilities(zeros(1, 2)));
        Assert.Throws<InvalidOperationException>(() => mixture.Conditional([0], zeros(1, 1)));
    }
}
