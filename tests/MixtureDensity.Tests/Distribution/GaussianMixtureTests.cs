using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class GaussianMixtureTests
{
    public static MatrixTheoryData<long[], ScalarType> Batches => new(
        [[], [1], [4], [2, 3], [0]], [ScalarType.Float32, ScalarType.Float64]);

    [Theory, MemberData(nameof(Batches))]
    public void A_scalar_mixture_has_the_shapes_of_PyTorchs(long[] batch, ScalarType dtype)
    {
        GaussianMixture mixture = Make.RandomScalar(batch, components: 5, seed: 1, dtype);
        Assert.Equal(batch, mixture.batch_shape);
        Assert.Empty(mixture.event_shape);
        Assert.Equal([.. batch, 5], mixture.LogWeights.shape);
        Assert.Equal([.. batch, 5], mixture.Means.shape);
        Assert.Equal([.. batch, 5], mixture.Scales.shape);
        Assert.Equal(batch, mixture.mean.shape);
        Assert.Equal(batch, mixture.variance.shape);
        Assert.Equal(batch, mixture.EffectiveComponents().shape);
        Assert.Equal(batch, mixture.log_prob(zeros(batch, dtype)).shape);
        Assert.Equal([7, .. batch], mixture.log_prob(zeros([7, .. batch], dtype)).shape);
        Assert.Equal([.. batch, 5], mixture.Responsibilities(zeros(batch, dtype)).shape);
        Assert.Equal((5, 1), (mixture.Components, mixture.Targets));
        Assert.Equal(dtype, mixture.log_prob(zeros(batch, dtype)).dtype);
    }

    [Theory, MemberData(nameof(Batches))]
    public void A_mixture_of_vectors_has_the_shapes_of_PyTorchs(long[] batch, ScalarType dtype)
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            GaussianMixture mixture = Make.Random(covariance, batch, components: 5, targets: 3, seed: 1, dtype);
            Assert.Equal(batch, mixture.batch_shape);
            Assert.Equal([3], mixture.event_shape);
            Assert.Equal([.. batch, 5, 3], mixture.Means.shape);
            Assert.Equal([.. batch, 5, 3], mixture.Scales.shape);
            Assert.Equal([.. batch, 3], mixture.mean.shape);
            Assert.Equal([.. batch, 3, 3], mixture.Covariance().shape);
            Assert.Equal(batch, mixture.log_prob(zeros([.. batch, 3], dtype)).shape);
            Assert.Equal([7, .. batch], mixture.log_prob(zeros([7, .. batch, 3], dtype)).shape);
            Assert.Equal((5, 3), (mixture.Components, mixture.Targets));
        }
    }

    [Fact]
    public void Values_broadcast_against_the_batch_as_in_PyTorch()
    {
        GaussianMixture mixture = Make.RandomScalar([2, 3], components: 4, seed: 2);
        Tensor value = randn([5, 1, 1], ScalarType.Float64, generator: Make.Seed(3));
        Tensor result = mixture.log_prob(value);
        Assert.Equal([5, 2, 3], result.shape);
        Close.To(mixture.log_prob(value.expand(5, 2, 3)), result, 1e-15);
        Assert.Equal([2, 3], mixture.log_prob(tensor(0.5)).shape);
    }

    [Fact]
    public void The_event_axis_of_a_value_does_not_broadcast()
    {
        GaussianMixture mixture = Make.Random(Covariance.Diagonal, [], components: 2, targets: 3, seed: 2);
        var error = Assert.Throws<ArgumentException>("value", () => mixture.log_prob(zeros(1, ScalarType.Float64)));
        Assert.Contains("[1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_broadcast_to_one_batch()
    {
        GaussianMixture mixture = GaussianMixture.Scalar(
            zeros(3, ScalarType.Float64).log_softmax(-1), randn([2, 1, 3], ScalarType.Float64),
                ones([4, 3], ScalarType.Float64));
        Assert.Equal([2, 4], mixture.batch_shape);
        Assert.Equal([2, 4, 3], mixture.LogWeights.shape);
        Assert.Equal([2, 4], mixture.sample().shape);
    }

    [Fact]
    public void Scales_are_standard_deviations_in_every_dimension()
    {
        var (mixture, rows) = Make.RandomAndPlain(Covariance.Full, [], components: 2, targets: 3, seed: 4);
        double[] expected = [.. rows[0].Covariances.SelectMany(c => new[] { c[0, 0], c[1, 1], c[2, 2] })
            .Select(Math.Sqrt)];
        Close.To(expected, mixture.Scales.Doubles(), 1e-13);
    }

    [Fact]
    public void An_isotropic_scale_is_that_of_its_component_in_all_dimensions()
    {
        GaussianMixture mixture = GaussianMixture.Spherical(zeros(2).log_softmax(-1), zeros(2, 2), tensor([1f, 5f]));
        Assert.Equal([1.0, 1, 5, 5], mixture.Scales.Doubles());
    }

    [Fact]
    public void A_tied_factor_is_that_of_all_components()
    {
        Tensor factor = tensor(new double[,] { { 2, 0 }, { 1, 3 } });
        Tensor logWeights = zeros(3, ScalarType.Float64).log_softmax(-1), means = randn([3, 2], ScalarType.Float64);
        Tensor value = tensor([0.5, -1.0]);
        Close.To(
            GaussianMixture.Full(logWeights, means, stack([factor, factor, factor])).log_prob(value),
            GaussianMixture.Tied(logWeights, means, factor).log_prob(value), 1e-14);
    }

    [Fact]
    public void Kinds_of_covariance_agree_where_they_say_the_same()
    {
        Tensor logWeights = zeros(4, 2, ScalarType.Float64).log_softmax(-1),
            means = randn([4, 2, 3], ScalarType.Float64, generator: Make.Seed(5));
        Tensor scales = rand([4, 2], ScalarType.Float64, generator: Make.Seed(6)) + 0.5;
        Tensor wide = scales.unsqueeze(-1).expand(4, 2, 3);
        Tensor value = randn([4, 3], ScalarType.Float64, generator: Make.Seed(7));
        Tensor spherical = GaussianMixture.Spherical(logWeights, means, scales).log_prob(value);
        Close.To(spherical, GaussianMixture.Diagonal(logWeights, means, wide).log_prob(value), 1e-14);
        Close.To(spherical, GaussianMixture.Full(logWeights, means, wide.diag_embed()).log_prob(value), 1e-13);
    }

    [Fact]
    public void Its_text_shows_its_shapes() => Assert.Equal(
        "GaussianMixture(batch [2, 3], event [4], 5 components)",
        Make.Random(Covariance.Tied, [2, 3], components: 5, targets: 4, seed: 1).ToString());

    public static TheoryData<long[], long[]> Expansions => new()
    {
        { [], [3] }, { [3], [3] }, { [1], [4] }, { [3], [2, 3] }, { [2, 1], [5, 2, 3] }, { [1], [0] },
    };

    [Theory, MemberData(nameof(Expansions))]
    public void Expanding_repeats_the_rows(long[] from, long[] to)
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            GaussianMixture mixture = Make.Random(covariance, from, components: 2, targets: 2, seed: 8);
            var wide = (GaussianMixture)mixture.expand(to);
            Tensor value = randn([.. to, 2], ScalarType.Float64, generator: Make.Seed(9));
            Assert.Equal(to, wide.batch_shape);
            Assert.Equal([2], wide.event_shape);
            Assert.Equal([6, .. to, 2], wide.sample(6).shape);
            Close.To(mixture.log_prob(value), wide.log_prob(value), 1e-13, 1e-13);
            Assert.Equal(to, ((GaussianMixture)Make.RandomScalar(from, components: 2,
                seed: 8).expand(to)).sample().shape);
        }
    }

    public static TheoryData<long[], long[]> WrongExpansions =>
        new() { { [3], [4] }, { [3], [] }, { [2, 3], [3] }, { [3], [1] } };

    [Theory, MemberData(nameof(WrongExpansions))]
    public void A_batch_expands_only_to_shapes_that_it_broadcasts_to(long[] from, long[] to)
    {
        GaussianMixture mixture = Make.RandomScalar(from, components: 2, seed: 8);
        var error = Assert.Throws<ArgumentException>("batch_shape", () => mixture.expand(to));
        Assert.Contains($"[{string.Join(", ", from)}]", error.Message, StringComparison.Ordinal);
        Assert.Contains($"[{string.Join(", ", to)}]", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void The_density_of_an_ensemble_is_the_mean_of_its_members(Covariance covariance, ScalarType dtype)
    {
        GaussianMixture[] members =
            [.. Enumerable.Range(1, 3)
            .Select(i => Make.Random(covariance, [4], components: i, targets: 2, seed: (ulong)i, dtype))];
        GaussianMixture ensemble = GaussianMixture.Ensemble(members);
        Tensor value = randn([4, 2], ScalarType.Float64, generator: Make.Seed(10)).to(dtype);
        Tensor mean = stack([.. members.Select(m => m.log_prob(value).exp())]).mean([0]);
        Assert.Equal(6, ensemble.Components);
        Close.To(mean, ensemble.log_prob(value).exp(), dtype == ScalarType.Float32 ? 1e-5 : 1e-13);
    }

    [Fact]
    public void Members_of_an_ensemble_may_have_different_kinds_of_covariance()
    {
        GaussianMixture[] members =
            [.. Enum.GetValues<Covariance>().Select(c => Make.Random(c, [4], components: 2, targets: 2, seed: 11))];
        Tensor value = randn([4, 2], ScalarType.Float64, generator: Make.Seed(12));
        Tensor mean = stack([.. members.Select(m => m.log_prob(value).exp())]).mean([0]);
        Close.To(mean, GaussianMixture.Ensemble(members).log_prob(value).exp(), 1e-12);
    }

    [Fact]
    public void An_ensemble_of_scalar_mixtures_is_one()
    {
        GaussianMixture[] members =
            [Make.RandomScalar([3], components: 2, seed: 1), Make.RandomScalar([3], components: 3, seed: 2)];
        GaussianMixture ensemble = GaussianMixture.Ensemble(members);
        Assert.Empty(ensemble.event_shape);
        Close.To(0.5 * (members[0].cdf(tensor(0.3)) + members[1].cdf(tensor(0.3))), ensemble.cdf(tensor(0.3)), 1e-14);
    }

    [Fact]
    public void An_ensemble_needs_members_of_one_shape()
    {
        Assert.Throws<ArgumentException>("members", () => GaussianMixture.Ensemble([]));
        GaussianMixture scalar = Make.RandomScalar([3], components: 2, seed: 1);
        GaussianMixture[] others =
        [
            Make.RandomScalar([4], components: 2, seed: 1),
            Make.RandomScalar([3], components: 2, seed: 1, ScalarType.Float32),
            Make.Random(Covariance.Diagonal, [3], components: 2, targets: 1, seed: 1),
            Make.Random(Covariance.Diagonal, [3], components: 2, targets: 2, seed: 1),
        ];
        foreach (GaussianMixture other in others)
        {
            var error = Assert.Throws<ArgumentException>("members", () => GaussianMixture.Ensemble([scalar, other]));
            Assert.Contains("[3", error.Message, StringComparison.Ordinal);
        }
    }

    // What is wrong, and what of it the message must show.
    public static TheoryData<string, string> Mistakes => new()
    {
        { "a scalar mixture with other numbers of means", "means [2, 4]" },
        { "a scalar mixture with other numbers of scales", "scales [2, 2]" },
        { "batches that do not broadcast", "logWeights [5, 3]" },
        { "weights without a component axis", "logWeights []" },
        { "means without a target axis", "means [3]" },
        { "no components", "logWeights [2, 0]" },
        { "no targets", "means [3, 0]" },
        { "diagonal scales of another dimension", "scales [3, 1]" },
        { "spherical scales for every dimension", "scales [3, 2]" },
        { "a factor that is not square", "scales [3, 2, 3]" },
        { "a tied factor for every component", "scales [3, 2, 2]" },
        { "a factor without its axes", "scales [3]" },
        { "integer means", "[2, 3]" },
        { "weights of another dtype", "Float64" },
        { "scales of another dtype", "Float64" },
        { "weights on another device", "meta" },
        { "weights that are not logarithms", "[2, 3] is not normalised" },
        { "weights that are NaN", "[2, 3] is not normalised" },
        { "no weight at all", "[2, 3] is not normalised" },
        { "a mean that is not finite", "means [2, 3]" },
        { "a scale of nought", "scales [2, 3]" },
        { "a negative scale", "scales [2, 3, 1]" },
        { "an infinite scale", "scales [2, 3]" },
        { "a scale that is NaN", "scales [2, 3]" },
        { "a full factor that is not lower triangular", "choleskyFactors [3, 2, 2] is not lower triangular" },
        { "a full factor with a negative diagonal", "choleskyFactors [3, 2, 2]" },
        { "a tied factor that is not lower triangular", "[2, 2] is not lower triangular" },
        { "a tied factor with a diagonal of nought", "[2, 2]" },
        { "a factor that is not finite", "[3, 2, 2]" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_is_refused_with_its_shape(string mistake, string shown)
    {
        Tensor w = zeros(2, 3).log_softmax(-1), m = zeros(2, 3), s = ones(2, 3);
        Tensor wk = zeros(3).log_softmax(-1), md = zeros(3, 2), eye2 = eye(2), eyes = eye(2).expand(3, 2, 2);
        Tensor With(Tensor tensor, float value)
        {
            Tensor copy = tensor.clone();
            copy.view(-1)[1] = value;
            return copy;
        }
        Func<GaussianMixture> attempt = mistake switch
        {
            "a scalar mixture with other numbers of means" => () => GaussianMixture.Scalar(w, zeros(2, 4), s),
            "a scalar mixture with other numbers of scales" => () => GaussianMixture.Scalar(w, m, ones(2, 2)),
            "batches that do not broadcast" => () => GaussianMixture.Scalar(zeros(5, 3).log_softmax(-1), m, s),
            "weights without a component axis" => () => GaussianMixture.Scalar(tensor(0f), m, s),
            "means without a target axis" => () => GaussianMixture.Diagonal(wk, zeros(3), ones(3)),
            "no components" => () => GaussianMixture.Scalar(zeros(2, 0), zeros(2, 0), ones(2, 0)),
            "no targets" => () => GaussianMixture.Diagonal(wk, zeros(3, 0), ones(3, 0)),
            "diagonal scales of another dimension" => () => GaussianMixture.Diagonal(wk, md, ones(3, 1)),
            "spherical scales for every dimension" => () => GaussianMixture.Spherical(wk, md, ones(3, 2)),
            "a factor that is not square" => () => GaussianMixture.Full(wk, md, ones(3, 2, 3)),
            "a tied factor for every component" => () => GaussianMixture.Tied(w, zeros(2, 3, 2), ones(3, 2, 2)),
            "a factor without its axes" => () => GaussianMixture.Full(wk, md, ones(3)),
            "integer means" => () => GaussianMixture.Scalar(w, zeros(2, 3, ScalarType.Int64), s),
            "weights of another dtype" => () => GaussianMixture.Scalar(w.to(ScalarType.Float64), m, s),
            "scales of another dtype" => () => GaussianMixture.Scalar(w, m, s.to(ScalarType.Float64)),
            "weights on another device" => () => GaussianMixture.Scalar(w.to("meta"), m, s),
            "weights that are not logarithms" => () => GaussianMixture.Scalar(full([2, 3], 1f / 3), m, s),
            "weights that are NaN" => () => GaussianMixture.Scalar(With(w, float.NaN), m, s),
            "no weight at all" => () => GaussianMixture.Scalar(full([2, 3], float.NegativeInfinity), m, s),
            "a mean that is not finite" => () => GaussianMixture.Scalar(w, With(m, float.PositiveInfinity), s),
            "a scale of nought" => () => GaussianMixture.Scalar(w, m, With(s, 0)),
            "a negative scale" => () => GaussianMixture.Diagonal(w, zeros(2, 3, 1), With(s, -1).unsqueeze(-1)),
            "an infinite scale" => () => GaussianMixture.Spherical(w, zeros(2, 3, 1), With(s, float.PositiveInfinity)),
            "a scale that is NaN" => () => GaussianMixture.Scalar(w, m, With(s, float.NaN)),
            "a full factor that is not lower triangular" => () => GaussianMixture.Full(wk, md, With(eyes, 1)),
            "a full factor with a negative diagonal" => () => GaussianMixture.Full(wk, md, -eyes),
            "a tied factor that is not lower triangular" => () => GaussianMixture.Tied(wk, md, With(eye2, 1)),
            "a tied factor with a diagonal of nought" => () => GaussianMixture.Tied(wk, md, zeros(2, 2)),
            "a factor that is not finite" => () =>
                GaussianMixture.Full(wk, md, eyes + full([1, 2, 2], float.PositiveInfinity).tril(-1)),
            _ => throw new ArgumentOutOfRangeException(nameof(mistake)),
        };
        var error = Assert.ThrowsAny<ArgumentException>(attempt);
        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_does_not_fit_is_refused_with_its_shape()
    {
        GaussianMixture mixture = Make.RandomScalar([3], components: 2, seed: 1);
        Func<Tensor, Tensor>[] questions =
            [mixture.log_prob, mixture.Responsibilities, mixture.cdf, mixture.Crps, y => mixture.EnergyScore(y)];
        foreach (var ask in questions)
        {
            Assert.Contains("[4]",
                Assert.Throws<ArgumentException>("value", () => ask(zeros(4, ScalarType.Float64))).Message,
                StringComparison.Ordinal);
            Assert.Contains("Float32", Assert.Throws<ArgumentException>("value", () => ask(zeros(3))).Message,
                StringComparison.Ordinal);
            Assert.Contains("meta",
                Assert.Throws<ArgumentException>("value", () =>
                ask(zeros(3, ScalarType.Float64, new Device("meta")))).Message, StringComparison.Ordinal);
            Assert.Contains("NaN",
                Assert.Throws<ArgumentException>("value", () => ask(full(3, double.NaN, ScalarType.Float64))).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void No_answer_is_NaN_whatever_the_mixture(ScalarType dtype) =>
        Gen.Select(Mixtures.Wild, Gen.Double[-1e9, 1e9]).Check((plain, far) =>
        {
            GaussianMixture mixture = plain.As(dtype);
            Tensor value = tensor(far).to(dtype);
            Tensor[] answers =
            [
                mixture.log_prob(value), mixture.Responsibilities(value), mixture.cdf(value), mixture.Crps(value),
                mixture.EnergyScore(value, samples: 5), mixture.icdf(tensor([1e-6, 0.5, 1 - 1e-6]).to(dtype)),
                    mixture.mean, mixture.variance,
                mixture.entropy(), mixture.EffectiveComponents(), mixture.sample(5), mixture.rsample(5),
                    mixture.Tempered(0.5, 2).log_prob(value),
            ];
            Assert.All(answers, answer => Assert.True(answer.isfinite().all().item<bool>(), plain.ToString()));
            Assert.All(mixture.Modes()[0], mode => Assert.True(double.IsFinite(mode.Location[0]) && mode.Density > 0));
            Assert.All(mixture.HighestDensityRegions(0.9)[0], i => Assert.True(i.Lower <= i.Upper));
        }, times: 100);

    [Theory, InlineData(0), InlineData(1)]
    public void No_rows_and_one_row_have_their_answers(int rows)
    {
        GaussianMixture mixture = Make.RandomScalar([rows], components: 3, seed: 1);
        Tensor value = zeros(rows, ScalarType.Float64);
        Tensor[] answers =
        [
            mixture.log_prob(value), mixture.cdf(value), mixture.Crps(value), mixture.EnergyScore(value, samples: 5),
                mixture.icdf(value + 0.5),
            mixture.mean, mixture.variance, mixture.entropy(), mixture.EffectiveComponents(), mixture.sample(),
                mixture.rsample(),
            mixture.Tempered(0.5, 2).log_prob(value), mixture.Marginal(0).log_prob(value.unsqueeze(-1)),
            GaussianMixture.Ensemble([mixture, mixture]).log_prob(value),
        ];
        Assert.All(answers, answer => Assert.Equal([rows], answer.shape));
        Assert.Equal(rows, mixture.Modes().Length);
        Assert.Equal(rows, mixture.HighestDensityRegions(0.5).Length);
    }

    [Fact]
    public void Weights_may_be_off_by_their_rounding()
    {
        Tensor logits = randn([100, 1000], generator: Make.Seed(1)) * 10;
        GaussianMixture.Scalar(logits.log_softmax(-1), zeros(100, 1000), ones(100, 1000));
    }
}
