using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

/// <summary>
/// Networks elsewhere than on the CPU. The device "meta" stands for a GPU: its tensors have shapes and no values, and
/// whatever reads one throws.
/// </summary>
public sealed class DeviceTests
{
    private static readonly Device Meta = new(DeviceType.META);

    private static MixtureDensityNetwork NewNetwork(Covariance covariance = Covariance.Diagonal, int targets = 1) =>
        new(2, [4], 3, targets, covariance, generator: new Generator(1));

    private static (Tensor X, Tensor Y) Rows(int targets = 1) =>
        (randn([10, 2], ScalarType.Float32, CPU, generator: new Generator(2)),
            randn([10, targets], ScalarType.Float32, CPU, generator: new Generator(3)));

    [Theory]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Spherical)]
    public void A_network_predicts_where_it_is_without_a_look_at_the_numbers(Covariance covariance)
    {
        using MixtureDensityNetwork network = NewNetwork(covariance, targets: 3);
        network.to(Meta);
        GaussianMixture p = network.call(zeros([10, 2], ScalarType.Float32, Meta));
        Assert.All([p.LogWeights, p.Means, p.Scales], t => Assert.Equal(DeviceType.META, t.device_type));
    }

    [Fact]
    public void Rows_with_NaN_are_still_reported_by_the_loss()
    {
        using MixtureDensityNetwork network = NewNetwork(targets: 2);
        var (x, y) = Rows(targets: 2);
        y[4, 1] = double.PositiveInfinity;
        using AutogradObjective objective = AutogradObjective.NegativeLogLikelihood(network);
        Assert.Contains("NaN or infinity", Assert.Throws<ArgumentException>(() => objective.Evaluate(x, y)).Message);
        Assert.Contains("NaN or infinity", Assert.Throws<ArgumentException>(() => objective.Loss(x, y)).Message);
    }

    [Fact]
    public void Analytic_gradients_refuse_a_network_elsewhere_and_name_autograd()
    {
        using MixtureDensityNetwork network = NewNetwork();
        network.to(Meta);
        var (x, y) = Rows();
        Action[] uses =
        [
            () => AnalyticObjective.NegativeLogLikelihood(network),
            () => NetworkTrainer.Train(network, x, y, x, y, new TrainingOptions()),
            () => NetworkTrainer.TrainWithoutValidation(network, x, y, 1, new TrainingOptions()),
        ];
        Assert.All(uses, use =>
        {
            string message = Assert.Throws<ArgumentException>(use).Message;
            Assert.Contains("The network is on meta", message);
            Assert.Contains("AutogradObjective.NegativeLogLikelihood(network)", message);
        });
        using var plain = nn.Sequential(nn.Linear(2, 1));
        plain.to(Meta);
        Assert.Contains("new AutogradObjective(",
            Assert.Throws<ArgumentException>(() => AnalyticObjective.SquaredError(plain)).Message);
        Assert.Contains("torch.optim",
            Assert.Throws<ArgumentException>(() => new AdamW(network.parameters())).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_objective_notices_that_its_network_was_converted(bool isAnalytic)
    {
        using MixtureDensityNetwork network = NewNetwork();
        using IObjective objective = isAnalytic
            ? AnalyticObjective.NegativeLogLikelihood(network) : AutogradObjective.NegativeLogLikelihood(network);
        var (x, y) = Rows();
        objective.Evaluate(x, y);
        network.to(ScalarType.Float64);
        network.to(ScalarType.Float32);
        Assert.Contains("after the objective was made",
            Assert.Throws<InvalidOperationException>(() => objective.Evaluate(x, y)).Message);
    }

    [Fact]
    public void An_optimizer_from_before_a_move_is_noticed()
    {
        using MixtureDensityNetwork network = NewNetwork();
        var (x, y) = Rows();
        using var own = new AdamW(network.parameters());
        using var adam = optim.Adam(network.parameters());
        network.to(ScalarType.Float64);
        (x, y) = (x.to(ScalarType.Float64), y.to(ScalarType.Float64));
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Assert.All(new optim.Optimizer[] { own, adam }, optimizer => Assert.Contains("after the optimizer was made",
            Assert.Throws<InvalidOperationException>(() => Trainer.Minimize(objective, x, y, optimizer, 1)).Message));
        Assert.Contains("after the optimizer was made",
            Assert.Throws<InvalidOperationException>(() => own.step()).Message);
    }

    [Fact]
    public void An_optimizer_of_another_network_is_noticed()
    {
        using MixtureDensityNetwork network = NewNetwork(), other = NewNetwork();
        var (x, y) = Rows();
        using var adam = optim.Adam(other.parameters());
        Assert.Contains("another network", Assert.Throws<ArgumentException>(() =>
            Trainer.Minimize(() => -network.call(x).log_prob(y).mean(), adam, 1)).Message);
    }
}
