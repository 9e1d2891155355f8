using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Network;

public sealed class MixtureDensityNetworkTests
{
    private const ScalarType Double = ScalarType.Float64;

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void A_row_of_inputs_becomes_a_mixture(Covariance covariance, ScalarType dtype)
    {
        foreach (var (inputs, targets) in new[] { (1, 1), (3, 1), (1, 2), (2, 4) })
        {
            using var network = new MixtureDensityNetwork(inputs, [6, 5], components: 3, targets, covariance,
                dtype: dtype);
            GaussianMixture mixture = network.call(zeros(7, inputs, dtype));
            Assert.Equal([7], mixture.batch_shape);
            Assert.Equal([targets], mixture.event_shape);
            Assert.Equal([7, 3, targets], mixture.Means.shape);
            Assert.Equal([7, 3, targets], mixture.Scales.shape);
            Assert.Equal([7], mixture.log_prob(zeros(7, targets, dtype)).shape);
            Assert.Equal(dtype, mixture.sample().dtype);
            Assert.Equal((inputs, 3, targets), (network.Inputs, network.Components, network.Targets));
        }
    }

    [Theory, InlineData(new long[] { }), InlineData(new long[] { 0 }), InlineData(new long[] { 1 }),
        InlineData(new long[] { 4, 5 })]
    public void The_batch_of_the_inputs_is_the_batch_of_the_mixture(long[] batch)
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            using var network = new MixtureDensityNetwork(inputs: 2, hidden: [5], components: 3, targets: 2,
                covariance);
            Assert.Equal(batch, network.call(zeros([.. batch, 2])).batch_shape);
            Assert.Equal([.. batch, 2], network.call(zeros([.. batch, 2])).sample().shape);
        }
    }

    // The heads as the notebook writes them, with the network's own weights.
    [Theory, InlineData(Activation.Tanh), InlineData(Activation.ReLU), InlineData(Activation.SiLU)]
    public void It_is_the_notebooks_network(Activation activation)
    {
        using var network = new MixtureDensityNetwork(inputs: 1, hidden: [50], components: 24, activation: activation,
            dtype: Double);
        var state = network.state_dict();
        Tensor Linear(string name, Tensor of) => of.matmul(state[$"{name}.weight"].t()) + state[$"{name}.bias"];
        Tensor x = randn([9, 1], Double, generator: Make.Seed(1)) * 3;
        Tensor a = Linear("trunk.0", x);
        Tensor h = activation switch
        {
            Activation.Tanh => a.tanh(),
            Activation.ReLU => maximum(a, zeros_like(a)),
            _ => a / (1 + (-a).exp()),
        };
        GaussianMixture mixture = network.call(x);
        Tensor exponentials = Linear("logits", h).exp();
        Close.To(exponentials / exponentials.sum(-1, keepdim: true), mixture.LogWeights.exp(), 1e-12);
        Close.To(Linear("means", h), mixture.Means.squeeze(-1), 1e-12, 1e-12);
        Close.To(exp(clamp(Linear("scales", h), -10, 10)), mixture.Scales.squeeze(-1), 1e-12);
    }

    [Fact]
    public void A_full_factor_has_exponentials_on_its_diagonal_and_numbers_below_it()
    {
        using var network = new MixtureDensityNetwork(inputs: 1, hidden: [4], components: 2, targets: 3,
            Covariance.Full, dtype: Double);
        using var noGrad = no_grad();
        var state = network.state_dict();
        state["scales.weight"].zero_();
        // For each component first log L₀₀, log L₁₁, log L₂₂, then L₁₀, L₂₀, L₂₁.
        double[] entries = [0, 0.1, 0.2, 1, 2, 3, -0.3, -0.2, -0.1, 4, 5, 6];
        state["scales.bias"].copy_(tensor(entries));
        GaussianMixture mixture = network.call(zeros(1, 1, Double));
        for (int k = 0; k < 2; k++)
        {
            double[] e = entries[(6 * k)..(6 * k + 6)];
            double[] L = [Math.Exp(e[0]), 0, 0, e[3], Math.Exp(e[1]), 0, e[4], e[5], Math.Exp(e[2])];
            Tensor factor = L.As(Double, 3, 3);
            double[] deviations = factor.matmul(factor.t()).diagonal().sqrt().Doubles();
            Close.To(deviations, mixture.Scales[0, k].Doubles(), 1e-13);
        }
    }

    // Two components, three targets; what the head gives, and log σ of each component in each dimension.
    [Theory]
    [InlineData(Covariance.Diagonal, new[] { 0, 0.1, 0.2, -1, -2, -3 }, new[] { 0, 0.1, 0.2, -1, -2, -3 })]
    [InlineData(Covariance.Spherical, new[] { 0.1, -2 }, new[] { 0.1, 0.1, 0.1, -2, -2, -2 })]
    [InlineData(Covariance.Tied, new[] { 0.1, 0.2, 0.3, 0, 0, 0 }, new[] { 0.1, 0.2, 0.3, 0.1, 0.2, 0.3 })]
    public void Scales_belong_to_their_component_and_dimension(Covariance covariance, double[] head, double[] expected)
    {
        using var network = new MixtureDensityNetwork(inputs: 1, hidden: [4], components: 2, targets: 3, covariance,
            dtype: Double);
        using var noGrad = no_grad();
        network.state_dict()["scales.weight"].zero_();
        network.state_dict()["scales.bias"].copy_(tensor(head));
        Close.To(expected, network.call(zeros(1, 1, Double)).Scales.log().Doubles(), 1e-13, 1e-15);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Scales_keep_to_their_bounds(Covariance covariance)
    {
        foreach (double push in new[] { -1000.0, 1000.0 })
        {
            using var network = new MixtureDensityNetwork(1, [4], components: 2, targets: 2, covariance,
                logScaleBounds: (-2, 1.5), dtype: Double);
            using (no_grad())
            {
                // The logarithms of a block stand first; the rest, below the diagonal, stays near 0 for this.
                Tensor bias = network.state_dict()["scales.bias"];
                network.state_dict()["scales.weight"].zero_();
                bias.zero_();
                int block = covariance switch { Covariance.Full or Covariance.Tied => 3, Covariance.Spherical =>
                    1, _ => 2 };
                bias.view(-1, block).narrow(1, 0, covariance == Covariance.Spherical ? 1 : 2).fill_(push);
            }
            double expected = Math.Exp(push < 0 ? -2 : 1.5);
            Assert.All(network.call(zeros(1, 1, Double)).Scales.Doubles(), scale => Close.To(expected, scale, 1e-14));
        }
    }

    [Fact]
    public void The_notebooks_bounds_are_the_default()
    {
        using var network = new MixtureDensityNetwork(1, [4], components: 2, dtype: Double);
        using var noGrad = no_grad();
        network.state_dict()["scales.bias"].copy_(tensor([-1000.0, 1000.0]));
        Close.To([Math.Exp(-10), Math.Exp(10)], network.call(zeros(1, 1, Double)).Scales.Doubles(), 1e-14);
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void At_both_ends_of_the_bounds_loss_and_gradients_are_finite(Covariance covariance, ScalarType dtype)
    {
        foreach (double push in new[] { -1000.0, 1000.0 })
        {
            using var network = new MixtureDensityNetwork(1, [4], components: 2, targets: 2, covariance, dtype: dtype);
            using (no_grad())
                network.state_dict()["scales.bias"].fill_(covariance is Covariance.Full or Covariance.Tied
                    ? Math.Sign(push) * 10 : push);
            Tensor loss = -network.call(randn([5, 1], Double, generator: Make.Seed(1)).to(dtype)).log_prob(zeros(5, 2,
                dtype)).mean();
            loss.backward();
            Assert.True(double.IsFinite(loss.Value()));
            Assert.All(network.parameters(), p => Assert.True(p.grad!.isfinite().all().item<bool>()));
        }
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Gradients_through_the_network_match_finite_differences(Covariance covariance)
    {
        using var network = new MixtureDensityNetwork(2, [3], components: 2, targets: 2, covariance, dtype: Double,
            generator: Make.Seed(2));
        Tensor x = randn([4, 2], Double, generator: Make.Seed(3)) * 2 + 1,
            y = randn([4, 2], Double, generator: Make.Seed(4)) * 5 - 3;
        network.Standardize(x, y);
        double Loss()
        {
            using var noGrad = no_grad();
            return -network.call(x).log_prob(y).mean().Value();
        }
        (-network.call(x).log_prob(y).mean()).backward();
        foreach (Parameter parameter in network.parameters())
        {
            double[] analytic = parameter.grad!.Doubles();
            for (int i = 0; i < analytic.Length; i++)
            {
                double LossAt(double by)
                {
                    using var noGrad = no_grad();
                    Tensor entry = parameter.view(-1)[i];
                    entry.add_(by);
                    double loss = Loss();
                    entry.sub_(by);
                    return loss;
                }
                Close.To((LossAt(1e-5) - LossAt(-1e-5)) / 2e-5, analytic[i], 1e-6, 1e-7);
            }
        }
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void Weights_and_biases_start_between_plus_and_minus_one_over_the_root_of_the_inputs(ScalarType dtype)
    {
        using var network = new MixtureDensityNetwork(inputs: 100, hidden: [400, 225], components: 50, targets: 2,
            dtype: dtype, generator: Make.Seed(5));
        foreach (Linear layer in network.modules().OfType<Linear>())
        {
            double bound = 1 / Math.Sqrt(layer.in_features);
            double[] values = [.. layer.weight!.Doubles(), .. layer.bias!.Doubles()];
            Assert.All(values, v => Assert.InRange(v, -bound, bound));
            // U(−b, b): mean 0, mean square b²/3, and some near the ends.
            Close.WithinFiveErrors(0, values);
            Close.WithinFiveErrors(bound * bound / 3, [.. values.Select(v => v * v)]);
            Assert.InRange(layer.bias!.Doubles().Max(), 0.8 * bound, bound);
            Assert.InRange(values.Max(), 0.99 * bound, bound);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_network()
    {
        double[] Weights(ulong seed) =>
            [.. new MixtureDensityNetwork(2, [3], components: 2, generator: Make.Seed(seed)).parameters()
                .SelectMany(p => p.Doubles())];
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void A_saved_network_comes_back_with_its_units(Covariance covariance, ScalarType dtype)
    {
        MixtureDensityNetwork Build(ulong seed) =>
            new(2, [5], components: 3, targets: 2, covariance, dtype: dtype, generator: Make.Seed(seed));
        Tensor x = randn([20, 2], Double, generator: Make.Seed(6)).to(dtype) * 4 + 7, y = x * 3 - 100;
        using MixtureDensityNetwork saved = Build(1), loaded = Build(2);
        saved.Standardize(x, y);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            saved.save(path);
            loaded.load(path);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Equal(saved.call(x).log_prob(y).Doubles(), loaded.call(x).log_prob(y).Doubles());
    }

    [Fact]
    public void The_saved_state_has_names_to_rely_on()
    {
        using var network = new MixtureDensityNetwork(2, [5, 4], components: 3);
        string[] expected =
        [
            "inputs.mean", "inputs.deviation", "targets.mean", "targets.deviation",
            "trunk.0.weight", "trunk.0.bias", "trunk.2.weight", "trunk.2.bias",
            "logits.weight", "logits.bias", "means.weight", "means.bias", "scales.weight", "scales.bias",
        ];
        Assert.Equal(expected.Order(), network.state_dict().Keys.Order());
        Assert.DoesNotContain(network.named_parameters(), p => p.name.Contains("deviation", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_dtype_takes_the_whole_network_along()
    {
        using var network = new MixtureDensityNetwork(1, [5], components: 3);
        Tensor x = linspace(-1, 1, 5).unsqueeze(-1), y = x * 10;
        network.Standardize(x, y);
        double[] before = network.call(x).log_prob(y).Doubles();
        network.to(Double);
        Close.To(before, network.call(x.to(Double)).log_prob(y.to(Double)).Doubles(), 1e-4, 1e-5);
    }

    [Fact]
    public void Training_on_the_mean_log_density_makes_it_better()
    {
        using var network = new MixtureDensityNetwork(inputs: 1, hidden: [16], components: 4, generator: Make.Seed(7));
        Tensor x = linspace(-2, 2, 200).unsqueeze(-1),
            y = (x * 3).sin() + 0.1 * randn([200, 1], generator: Make.Seed(8));
        using var adam = optim.Adam(network.parameters(), lr: 0.01);
        double[] losses = Trainer.Minimize(() => -network.call(x).log_prob(y).mean(), adam, epochs: 300);
        Assert.True(losses[^1] < losses[0] - 1);
    }

    [Fact]
    public void Two_targets_of_which_one_follows_the_other_are_learnt_with_their_correlation()
    {
        using var network = new MixtureDensityNetwork(1, [8], components: 1, targets: 2, Covariance.Full,
            generator: Make.Seed(9));
        Tensor noise = randn([500, 2], generator: Make.Seed(10));
        Tensor factor = tensor(new float[,] { { 1, 0 }, { 0.9f, 0.3f } });
        Tensor x = zeros(500, 1), y = noise.matmul(factor.t()) * 50;
        network.Standardize(x, y);
        using var adam = optim.Adam(network.parameters(), lr: 0.02);
        Trainer.Minimize(() => -network.call(x).log_prob(y).mean(), adam, epochs: 300);
        double[] covariance = network.call(zeros(1, 1)).Covariance().Doubles();
        Assert.InRange(covariance[1] / Math.Sqrt(covariance[0] * covariance[3]), 0.9, 0.98);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "no inputs", "inputs" },
        { "no components", "components" },
        { "no targets", "targets" },
        { "no hidden layer", "hidden is []" },
        { "a hidden layer of no width", "[5, 0]" },
        { "integers", "Int64" },
        { "bounds the wrong way round", "(2, -2)" },
        { "equal bounds", "(1, 1)" },
        { "a bound that is NaN", "NaN" },
        { "an infinite bound", "(-1, Infinity)" },
        { "an activation that there is not", "activation" },
        { "a covariance that there is not", "covariance" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_network_that_cannot_be_is_refused(string mistake, string shown)
    {
        Func<MixtureDensityNetwork> attempt = mistake switch
        {
            "no inputs" => () => new(0, [5], 3),
            "no components" => () => new(1, [5], 0),
            "no targets" => () => new(1, [5], 3, targets: 0),
            "no hidden layer" => () => new(1, [], 3),
            "a hidden layer of no width" => () => new(1, [5, 0], 3),
            "integers" => () => new(1, [5], 3, dtype: ScalarType.Int64),
            "bounds the wrong way round" => () => new(1, [5], 3, logScaleBounds: (2, -2)),
            "equal bounds" => () => new(1, [5], 3, logScaleBounds: (1, 1)),
            "a bound that is NaN" => () => new(1, [5], 3, logScaleBounds: (double.NaN, 1)),
            "an infinite bound" => () => new(1, [5], 3, logScaleBounds: (-1, double.PositiveInfinity)),
            "an activation that there is not" => () => new(1, [5], 3, activation: (Activation)17),
            _ => () => new(1, [5], 3, covariance: (Covariance)17),
        };
        Assert.Contains(shown, Assert.ThrowsAny<ArgumentException>(attempt).Message, StringComparison.Ordinal);
    }

    // A network that diverged, or was given NaN, makes such mixtures without a check.
    [Fact]
    public void A_mixture_with_NaN_in_it_is_not_searched()
    {
        using var network = new MixtureDensityNetwork(1, [4], components: 3);
        GaussianMixture mixture = network.call(full([2, 1], float.NaN));
        Assert.True(mixture.log_prob(zeros(2, 1)).isnan().all().item<bool>());
        Action[] searches = [() => mixture.icdf(tensor(0.5f)), () => mixture.Modes(), () =>
            mixture.HighestDensityRegions(0.5), () => mixture.entropy()];
        Assert.All(searches, search =>
            Assert.Contains("NaN", Assert.Throws<InvalidOperationException>(search).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused_with_their_shape()
    {
        using var network = new MixtureDensityNetwork(2, [5], components: 3);
        Assert.Contains("[4, 3]", Assert.Throws<ArgumentException>("x", () => network.call(zeros(4, 3))).Message,
            StringComparison.Ordinal);
        Assert.Contains("[]", Assert.Throws<ArgumentException>("x", () => network.call(tensor(1f))).Message,
            StringComparison.Ordinal);
        Assert.Contains("[4, 2] is Float64",
            Assert.Throws<ArgumentException>("x", () => network.call(zeros(4, 2, Double))).Message,
            StringComparison.Ordinal);
        Assert.Contains("meta",
            Assert.Throws<ArgumentException>("x", () => network.call(zeros(4, 2, device: new Device("meta")))).Message,
            StringComparison.Ordinal);
    }
}
