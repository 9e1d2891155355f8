using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class VectorTests
{
    [Theory, MemberData(nameof(Reference.VectorNames), MemberType = typeof(Reference))]
    public void Marginals_and_conditionals_equal_their_references(string name)
    {
        VectorReference reference = Reference.VectorOf(name);
        GaussianMixture mixture = Make.Full(reference);
        foreach (VectorPointValue point in reference.Points)
        {
            for (int d = 0; d < reference.Mean.Length; d++)
            {
                Tensor own = tensor([point.Y[d]]), others = tensor([.. point.Y.Where((_, i) => i != d)]);
                Close.To(point.Marginals[d], mixture.Marginal(d).log_prob(own).Value(), 1e-12, 1e-12);
                Close.To(point.Conditionals[d], mixture.Conditional([d], own).log_prob(others).Value(), 1e-11, 1e-11);
            }
        }
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void A_marginal_is_the_integral_over_the_other_dimension(Covariance covariance, ScalarType dtype)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [2], components: 3, targets: 2, seed: 1, dtype);
        double tolerance = dtype == ScalarType.Float32 ? 1e-4 : 1e-7;
        for (int row = 0; row < 2; row++)
        {
            PlainVectorMixture plain = rows[row];
            foreach (double at in new[] { -1.0, 0, 2 })
            {
                Tensor value = full([2, 1], at, dtype);
                double first = Plain.Integral(b => plain.Density(at, b), plain.Range(1).Low, plain.Range(1).High, 4000);
                double second = Plain.Integral(a =>
                    plain.Density(a, at), plain.Range(0).Low, plain.Range(0).High, 4000);
                Close.To(first, mixture.Marginal(0).log_prob(value).exp()[row].Value(), tolerance, 1e-9);
                Close.To(second, mixture.Marginal(1).log_prob(value).exp()[row].Value(), tolerance, 1e-9);
            }
        }
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void A_conditional_is_the_joint_density_over_that_of_the_given(Covariance covariance, ScalarType dtype)
    {
        var (mixture, rows) = Make.RandomAndPlain(covariance, [2], components: 3, targets: 2, seed: 2, dtype);
        double tolerance = dtype == ScalarType.Float32 ? 1e-4 : 1e-7;
        const double Given = 0.5, Asked = -0.25;
        for (int row = 0; row < 2; row++)
        {
            PlainVectorMixture plain = rows[row];
            double mass = Plain.Integral(b => plain.Density(Given, b), plain.Range(1).Low, plain.Range(1).High, 4000);
            Tensor conditional = mixture.Conditional([0],
                full([2, 1], Given, dtype)).log_prob(full([2, 1], Asked, dtype));
            Close.To(plain.Density(Given, Asked) / mass, conditional.exp()[row].Value(), tolerance, 1e-9);
        }
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void The_density_is_that_of_some_dimensions_times_that_of_the_others_given_them(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [3], components: 3, targets: 4, seed: 3);
        Tensor value = randn([5, 3, 4], ScalarType.Float64, generator: Make.Seed(4));
        Tensor some = value.index_select(-1, tensor(new long[] { 3, 1 })),
            others = value.index_select(-1, tensor(new long[] { 0, 2 }));
        Tensor product = mixture.Marginal(3, 1).log_prob(some) + mixture.Conditional([3, 1], some).log_prob(others);
        Close.To(mixture.log_prob(value), product, 1e-11, 1e-11);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void A_marginal_of_all_dimensions_is_the_mixture_in_their_order(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [3], components: 3, targets: 3, seed: 5);
        Tensor value = randn([3, 3], ScalarType.Float64, generator: Make.Seed(6));
        Tensor turned = value.index_select(-1, tensor(new long[] { 2, 0, 1 }));
        Close.To(mixture.log_prob(value), mixture.Marginal(2, 0, 1).log_prob(turned), 1e-12, 1e-12);
    }

    [Fact]
    public void A_marginal_has_the_moments_of_its_dimensions()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [2, 3], components: 3, targets: 3, seed: 5);
        GaussianMixture marginal = mixture.Marginal(2, 0);
        Tensor index = tensor(new long[] { 2, 0 });
        Assert.Equal([2], marginal.event_shape);
        Close.To(mixture.mean.index_select(-1, index), marginal.mean, 1e-13);
        Close.To(mixture.Covariance().index_select(-1, index).index_select(-2, index), marginal.Covariance(), 1e-12,
            1e-12);
    }

    [Fact]
    public void A_conditional_depends_on_correlated_dimensions()
    {
        // y₂ = y₁ / 2 + noise: Σ = [[4, 2], [2, 2]], so E[y₂|y₁] = y₁ / 2 and Var[y₂|y₁] = 1.
        Tensor factor = tensor(new double[,] { { 2, 0 }, { 1, 1 } });
        GaussianMixture mixture =
            GaussianMixture.Full(zeros(1, ScalarType.Float64), zeros(1, 2, ScalarType.Float64), factor.unsqueeze(0));
        GaussianMixture second = mixture.Conditional([0], tensor([3.0]));
        Close.To(1.5, second.mean.Value(), 1e-14);
        Close.To(1, second.variance.Value(), 1e-14);
        // E[y₁|y₂] = y₂, Var[y₁|y₂] = 2.
        GaussianMixture first = mixture.Conditional([1], tensor([3.0]));
        Close.To(3, first.mean.Value(), 1e-14);
        Close.To(2, first.variance.Value(), 1e-14);
    }

    [Fact]
    public void The_weights_of_a_conditional_are_the_responsibilities_of_the_given()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [3], components: 4, targets: 3, seed: 7);
        Tensor given = randn([3, 2], ScalarType.Float64, generator: Make.Seed(8));
        Close.To(mixture.Marginal(0, 2).Responsibilities(given), mixture.Conditional([0, 2], given).LogWeights.exp(),
            1e-12);
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void A_conditional_on_a_value_a_million_scales_away_is_finite(ScalarType dtype)
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [], components: 3, targets: 2, seed: 9, dtype);
        GaussianMixture conditional = mixture.Conditional([0], full([1], 1e6, dtype));
        Assert.True(conditional.mean.isfinite().all().item<bool>());
        Assert.True(conditional.log_prob(conditional.mean).isfinite().all().item<bool>());
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Given_values_may_stand_before_the_batch(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [3], components: 2, targets: 2, seed: 10);
        Tensor given = randn([5, 3, 1], ScalarType.Float64, generator: Make.Seed(11));
        GaussianMixture conditional = mixture.Conditional([1], given);
        Assert.Equal([5, 3], conditional.batch_shape);
        Assert.Equal([7, 5, 3, 1], conditional.sample(7).shape);
        Tensor row = mixture.Conditional([1], given[4]).log_prob(zeros(3, 1, ScalarType.Float64));
        Close.To(row, conditional.log_prob(zeros(5, 3, 1, ScalarType.Float64))[4], 1e-12);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void No_rows_have_marginals_and_conditionals_of_no_rows(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [0], components: 2, targets: 3, seed: 10);
        Assert.Equal([0], mixture.Marginal(2, 0).log_prob(zeros(0, 2, ScalarType.Float64)).shape);
        Assert.Equal([0], mixture.Conditional([1],
            zeros(0, 1, ScalarType.Float64)).log_prob(zeros(0, 2, ScalarType.Float64)).shape);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Gradients_through_marginals_and_conditionals_match_finite_differences(Covariance covariance) =>
        Gradients.MatchFiniteDifferences(
            p =>
            {
                GaussianMixture mixture = Make.From(covariance, p);
                return mixture.Marginal(2, 0).log_prob(p[3])
                    + mixture.Conditional([2], p[3].narrow(-1, 0, 1)).log_prob(p[3]);
            },
            [.. Make.RandomInputs([2], components: 2, targets: 3, seed: 12, covariance),
                randn([2, 2], ScalarType.Float64, generator: Make.Seed(13))],
            tolerance: 1e-5);

    [Fact]
    public void A_scalar_mixture_has_itself_for_a_marginal_with_an_event_axis()
    {
        GaussianMixture mixture = Make.RandomScalar([3], components: 2, seed: 14);
        Tensor value = randn([3], ScalarType.Float64, generator: Make.Seed(15));
        Close.To(mixture.log_prob(value), mixture.Marginal(0).log_prob(value.unsqueeze(-1)), 1e-14);
    }

    [Theory, InlineData(new long[] { }), InlineData(new long[] { 2 }), InlineData(new long[] { -1 }),
        InlineData(new long[] { 0, 0 })]
    public void Dimensions_that_are_not_there_are_refused(long[] asked)
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1);
        var error = Assert.Throws<ArgumentException>("dimensions", () => mixture.Marginal(asked));
        Assert.Contains($"[{string.Join(", ", asked)}]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("given", () =>
            mixture.Conditional(asked, zeros(asked.Length, ScalarType.Float64)));
    }

    [Fact]
    public void Something_must_be_left_to_ask_about() => Assert.Throws<ArgumentException>("given",
        () => Make.Random(Covariance.Full, [], components: 2, targets: 2, seed: 1).Conditional([0, 1],
            zeros(2, ScalarType.Float64)));

    [Fact]
    public void Given_values_must_fit()
    {
        GaussianMixture mixture = Make.Random(Covariance.Full, [], components: 2, targets: 3, seed: 1);
        var error = Assert.Throws<ArgumentException>(() => mixture.Conditional([0, 1], zeros(3, ScalarType.Float64)));
        Assert.Contains("[3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_energy_score_of_one_target_is_its_crps()
    {
        GaussianMixture mixture = Make.RandomScalar([], components: 3, seed: 20);
        Tensor value = tensor(0.7);
        var rows = (GaussianMixture)mixture.expand(10_000);
        // Without bias from the fewest draws on.
        foreach (int draws in new[] { 2, 3, 10 })
            Close.WithinFiveErrors(mixture.Crps(value).Value(),
                rows.EnergyScore(value.expand(10_000), draws).Doubles());
    }

    // With a sampler of its own: a component by its weight, then two normals by Box and Muller.
    [Fact]
    public void The_energy_score_is_half_a_distance_less_than_the_distance_to_the_value()
    {
        var (mixture, rows) = Make.RandomAndPlain(Covariance.Diagonal, [], components: 3, targets: 2, seed: 21);
        PlainVectorMixture plain = rows[0];
        var random = new Random(22);
        double[] Draw()
        {
            double u = random.NextDouble();
            int k = 0;
            while (k < 2 && u > plain.Weights[k])
                u -= plain.Weights[k++];
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())),
                angle = 2 * Math.PI * random.NextDouble();
            return [plain.Means[k][0] + Math.Sqrt(plain.Covariances[k][0, 0]) * radius * Math.Cos(angle),
                plain.Means[k][1] + Math.Sqrt(plain.Covariances[k][1, 1]) * radius * Math.Sin(angle)];
        }
        double[] y = [1, -0.5];
        double Distance(double[] a, double[] b) =>
            Math.Sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]));
        double[] own = [.. Enumerable.Range(0, 200_000)
            .Select(_ => Distance(Draw(), y) - 0.5 * Distance(Draw(), Draw()))];
        double[] scores = ((GaussianMixture)mixture.expand(10_000)).EnergyScore(tensor(y).expand(10_000, 2),
            samples: 3).Doubles();
        // Our own average has a standard error too.
        Close.WithinFiveErrors(own.Average(), scores, bias: 5 * 1.5 / Math.Sqrt(200_000));
    }

    [Fact]
    public void There_is_an_energy_score_a_value()
    {
        GaussianMixture mixture = Make.Random(Covariance.Tied, [3], components: 2, targets: 2, seed: 23);
        Assert.Equal([5, 3], mixture.EnergyScore(zeros(5, 3, 2, ScalarType.Float64), samples: 3).shape);
        Assert.Equal([0], Make.RandomScalar([0], components: 2, seed: 23).EnergyScore(zeros(0, ScalarType.Float64),
            samples: 3).shape);
    }

    [Fact]
    public void A_single_sample_is_too_few_for_an_energy_score() => Assert.Throws<ArgumentOutOfRangeException>(
        "samples", () => Make.RandomScalar([], components: 2, seed: 23).EnergyScore(tensor(0.0), samples: 1));
}
