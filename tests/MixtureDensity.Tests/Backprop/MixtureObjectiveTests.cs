using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Objectives;

public sealed class MixtureObjectiveTests
{
    /// <summary>A network, and as many rows for it.</summary>
    private sealed record Case(
        int Inputs, int[] Hidden, int Components, int Targets, Covariance Covariance, Activation Activation,
        (double, double)? Bounds, ScalarType Dtype, int Rows, ulong Seed)
    {
        public MixtureDensityNetwork Network() =>
            new(Inputs, Hidden, Components, Targets, Covariance, Activation, Bounds, Dtype, Make.Seed(Seed));

        public override string ToString() =>
            $"{Inputs}-[{string.Join(',', Hidden)}]-{Components}x{Targets} {Covariance} {Activation} {Bounds} {Dtype} "
                + $"N={Rows} seed {Seed}";
    }

    // Fewer than five inputs or outputs of a layer go another way than more do. Within narrow bounds many of the scales
    // are at their ends.
    private static readonly Gen<Case> Cases =
        from sizes in Gen.Select(Gen.Int[1, 7], Gen.Int[1, 9].Array[1, 3], Gen.Int[1, 6], Gen.Int[1, 3])
        from kinds in Gen.Select(Mixtures.OneOf(Enum.GetValues<Covariance>()),
            Mixtures.OneOf(Enum.GetValues<Activation>()))
        from bounds in Mixtures.OneOf<(double, double)?>(null, (-0.5, 0.25))
        from dtype in Mixtures.OneOf(ScalarType.Float32, ScalarType.Float64)
        from rows in Gen.Int[1, 70]
        from seed in Gen.ULong[0, 1_000_000]
        select new Case(sizes.Item1, sizes.Item2, sizes.Item3, sizes.Item4, kinds.Item1, kinds.Item2, bounds, dtype,
            rows, seed);

    [Fact]
    public void It_is_what_autograd_says_for_any_network() => Cases.Check(Check, times: 150);

    // More than a block of rows, and more than each shard's first block.
    [Theory, InlineData(1024), InlineData(1025), InlineData(2500), InlineData(20_000)]
    public void It_is_what_autograd_says_for_many_rows(int rows)
    {
        Check(new Case(2, [6], 3, 1, Covariance.Diagonal, Activation.Tanh, null, ScalarType.Float32, rows, 1));
        Check(new Case(6, [5, 7], 2, 2, Covariance.Full, Activation.SiLU, null, ScalarType.Float64, rows, 2));
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void A_scale_at_the_very_end_of_its_bounds_still_moves_and_one_beyond_does_not(ScalarType dtype)
    {
        using var network = new MixtureDensityNetwork(1, [3], components: 4, logScaleBounds: (-2, 2), dtype: dtype,
            generator: Make.Seed(1));
        var scales = network.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        using (no_grad())
        {
            scales["scales.weight"].zero_();
            scales["scales.bias"].copy_(new[] { -2.0, 2, -2.1, 2.1 }.As(dtype));
        }
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        // Near all means, so that every component has a share.
        objective.Evaluate(ones(5, 1, dtype), zeros(5, 1, dtype));
        double[] gradient = scales["scales.bias"].grad!.Doubles();
        Assert.All(gradient[..2], g => Assert.NotEqual(0, g));
        Assert.All(gradient[2..], g => Assert.Equal(0, g));
    }

    [Fact]
    public void Far_from_every_component_the_gradient_is_finite()
    {
        using var network = new MixtureDensityNetwork(1, [4], components: 3, generator: Make.Seed(1));
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Assert.True(double.IsFinite(objective.Evaluate(ones(3, 1), full(3, 1, 1e6f))));
        Assert.True(objective.Parameters.Single().grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void NaN_is_not_hidden()
    {
        using var network = new MixtureDensityNetwork(1, [4], components: 3, generator: Make.Seed(1));
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Assert.False(double.IsFinite(objective.Evaluate(ones(20, 1), full(20, 1, 1e30f))));
        foreach (torch.nn.Module layer in network.modules())
            layer.parameters().ToList().ForEach(parameter => parameter.detach().fill_(float.NaN));
        Assert.Equal(double.NaN, objective.Evaluate(ones(20, 1), ones(20, 1)));
    }

    [Fact]
    public void Whichever_core_takes_which_rows_changes_no_bit()
    {
        using var network = new MixtureDensityNetwork(2, [9], components: 5, generator: Make.Seed(1));
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Tensor x = randn([9_000, 2], generator: Make.Seed(2)), y = randn([9_000, 1], generator: Make.Seed(3));
        (double, double[]) Evaluate() => (objective.Evaluate(x, y), objective.Parameters.Single().grad!.Doubles());
        var (loss, gradient) = Evaluate();
        for (int i = 0; i < 20; i++)
        {
            var again = Evaluate();
            Assert.Equal(loss, again.Item1);
            Assert.Equal(gradient, again.Item2);
        }
    }

    [Fact]
    public void One_objective_takes_batches_of_any_size_and_rows_that_lie_apart()
    {
        using var network = new MixtureDensityNetwork(2, [4], components: 2, dtype: ScalarType.Float64,
            generator: Make.Seed(1));
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Tensor all = randn([3_000, 4], ScalarType.Float64, generator: Make.Seed(2));
        foreach (int rows in new[] { 10, 3_000, 10, 1, 1_500, 700, 3_000, 10 })
        {
            Tensor x = all.narrow(0, 0, rows).narrow(1, 0, 2), y = all.narrow(0, 0, rows).narrow(1, 3, 1);
            Close.To((-network.call(x).log_prob(y).mean()).Value(), objective.Evaluate(x, y), 1e-12);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public void The_loss_alone_is_the_same_and_leaves_the_gradient_as_it_is(bool analytic)
    {
        using var network = new MixtureDensityNetwork(2, [4], components: 2, dtype: ScalarType.Float64,
            generator: Make.Seed(1));
        using IObjective objective =
            analytic ? AnalyticObjective.NegativeLogLikelihood(network)
            : AutogradObjective.NegativeLogLikelihood(network);
        Tensor x = randn([30, 2], ScalarType.Float64, generator: Make.Seed(2)),
            y = randn([30, 1], ScalarType.Float64, generator: Make.Seed(3));
        Tensor otherX = x * 2 - 1, otherY = y.exp();
        double[] Gradient() => [.. objective.Parameters.SelectMany(p => p.grad!.Doubles())];

        objective.Evaluate(x, y);
        double[] before = Gradient();
        double loss = objective.Loss(otherX, otherY);
        Assert.Equal(before, Gradient());
        Close.To((-network.call(otherX).log_prob(otherY).mean()).Value(), loss, 1e-12);
    }

    [Fact]
    public void The_network_itself_makes_the_steps_and_can_be_saved_and_loaded_between_them()
    {
        using var network = new MixtureDensityNetwork(1, [5], components: 3, generator: Make.Seed(1));
        using var other = new MixtureDensityNetwork(1, [5], components: 3, generator: Make.Seed(2));
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        using var adam = optim.Adam(objective.Parameters, lr: 0.01);
        Tensor x = linspace(-2, 2, 50).unsqueeze(-1), y = x.sin();
        double Loss() => (-network.call(x).log_prob(y).mean()).Value();

        double[] losses = Trainer.Minimize(objective, x, y, adam, epochs: 50);
        Assert.True(Loss() < losses[0] - 0.1);
        Close.To(Loss(), objective.Evaluate(x, y), 1e-5);

        network.load_state_dict(other.state_dict());
        Close.To((-other.call(x).log_prob(y).mean()).Value(), objective.Evaluate(x, y), 1e-5);
    }

    [Fact]
    public void A_network_outlives_its_objective()
    {
        using var network = new MixtureDensityNetwork(1, [5], components: 3, generator: Make.Seed(1));
        double[] before = network.call(ones(1, 1)).Means.Doubles();
        using (IObjective objective = AnalyticObjective.NegativeLogLikelihood(network))
            objective.Evaluate(ones(4, 1), ones(4, 1));
        Assert.Equal(before, network.call(ones(1, 1)).Means.Doubles());
        Assert.All(network.parameters(), p => Assert.Equal(p.shape, p.grad!.shape));
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused_with_their_shape()
    {
        using var network = new MixtureDensityNetwork(2, [5], components: 3);
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        void Refuses(string name, string shown, Tensor x, Tensor y) =>
            Assert.Contains(shown, Assert.Throws<ArgumentException>(name, () => objective.Evaluate(x, y)).Message,
                StringComparison.Ordinal);
        Refuses("x", "[4, 3]", zeros(4, 3), zeros(4, 1));
        Refuses("x", "[0, 2]", zeros(0, 2), zeros(0, 1));
        Refuses("x", "[2]", zeros(2), zeros(1, 1));
        Refuses("y", "[4, 2]", zeros(4, 2), zeros(4, 2));
        Refuses("y", "[5, 1]", zeros(4, 2), zeros(5, 1));
        Refuses("y", "[4]", zeros(4, 2), zeros(4));
        Refuses("x", "Float64", zeros(4, 2, ScalarType.Float64), zeros(4, 1));
        Refuses("y", "Float64", zeros(4, 2), zeros(4, 1, ScalarType.Float64));
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void A_target_beyond_all_densities_is_no_finite_loss(ScalarType dtype)
    {
        using var network = new MixtureDensityNetwork(1, [4], 3, dtype: dtype);
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Tensor x = ones(2, 1, dtype), y = tensor([0.0, dtype == ScalarType.Float32 ? 1e30 : 1e200], dtype).view(2, 1);
        using var optimizer = new RmsProp(objective.Parameters);
        Assert.False(double.IsFinite(objective.Loss(x, y)));
        Assert.Throws<DivergenceException>(() => Trainer.Minimize(objective, x, y, optimizer, epochs: 1));
    }

    private static void Check(Case @case)
    {
        using var scope = NewDisposeScope();
        using MixtureDensityNetwork network = @case.Network(), reference = @case.Network();
        Tensor Draw(int columns, ulong seed) =>
            randn([@case.Rows, columns], ScalarType.Float64, generator: Make.Seed(@case.Seed + seed)).to(@case.Dtype);
        Tensor x = Draw(@case.Inputs, 1) * 2 + 1, y = Draw(@case.Targets, 2) * 3 - 5;
        network.Standardize(x, y);
        reference.to(ScalarType.Float64);
        reference.load_state_dict(network.state_dict());

        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Parameter[] parameters = [.. reference.parameters()];
        Agreement.WithAutograd(objective, [.. network.parameters()], parameters,
            (a, b) => -reference.call(a).log_prob(b).mean(), (a, b) => -network.call(a).log_prob(b).mean(), x, y);
    }
}
