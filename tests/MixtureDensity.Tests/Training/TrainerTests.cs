using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

public sealed class TrainerTests
{

    /// <summary>(θ − 3)², from θ = 0.</summary>
    private static (Parameter Θ, Func<Tensor> Loss) Parabola()
    {
        var θ = new Parameter(zeros(1, ScalarType.Float64));
        return (θ, () => (θ - 3).square().sum());
    }

    // θ ← θ − 0.1 · 2(θ − 3): the distance to 3 shrinks by 0.8, the loss by 0.64.
    [Fact]
    public void Losses_are_those_before_each_step()
    {
        var (θ, loss) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        double[] losses = Trainer.Minimize(loss, sgd, epochs: 5);
        Close.To([.. Enumerable.Range(0, 5).Select(i => 9 * Math.Pow(0.64, i))], losses, 1e-12);
        Close.To(3 - 3 * Math.Pow(0.8, 5), θ.Value(), 1e-12);
    }

    [Fact]
    public void Gradients_of_before_are_not_added()
    {
        var (θ, loss) = Parabola();
        loss().backward();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        Trainer.Minimize(loss, sgd, epochs: 1);
        Close.To(0.6, θ.Value(), 1e-12);
    }

    [Fact]
    public void Progress_is_reported_for_every_epoch_in_order_before_its_step()
    {
        var (θ, loss) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        List<(EpochLoss Epoch, double θ, int Thread)> reports = [];
        double[] losses = Trainer.Minimize(loss, sgd, epochs: 4,
            new Log<EpochLoss>(e => reports.Add((e, θ.Value(), Environment.CurrentManagedThreadId))));
        Assert.Equal([0, 1, 2, 3], reports.Select(t => t.Epoch.Epoch));
        Assert.Equal(losses, reports.Select(t => t.Epoch.Loss));
        Assert.All(reports, t => Close.To(Math.Pow(t.θ - 3, 2), t.Epoch.Loss, 1e-12));
        Assert.All(reports, t => Assert.Equal(Environment.CurrentManagedThreadId, t.Thread));
    }

    [Fact]
    public void Cancelling_ends_it_after_the_step_at_hand()
    {
        var (θ, loss) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        using var cancellation = new CancellationTokenSource();
        var log = new Log<EpochLoss>(e =>
        {
            if (e.Epoch == 1)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() =>
            Trainer.Minimize(loss, sgd, epochs: 100, log, cancellation.Token));
        Close.To(3 - 3 * Math.Pow(0.8, 2), θ.Value(), 1e-12);
    }

    [Fact]
    public void Cancelled_before_it_starts_it_takes_no_step()
    {
        var (θ, loss) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        Assert.Throws<OperationCanceledException>(() =>
            Trainer.Minimize(loss, sgd, epochs: 1, cancellation: new CancellationToken(canceled: true)));
        Assert.Equal(0, θ.Value());
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void A_loss_that_is_no_number_ends_it_with_the_epoch(double broken)
    {
        var (θ, loss) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        int calls = 0;
        var error = Assert.Throws<DivergenceException>(() =>
            Trainer.Minimize(() => calls++ == 3 ? loss() + broken : loss(), sgd, epochs: 10));
        Assert.Equal(3, error.Epoch);
        Assert.Equal(broken, error.Loss);
        Assert.Contains("epoch 3", error.Message, StringComparison.Ordinal);
        // No step was taken with it.
        Close.To(3 - 3 * Math.Pow(0.8, 3), θ.Value(), 1e-12);
    }

    [Fact]
    public void Steps_that_are_too_long_end_it()
    {
        var (θ, loss) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 1e200);
        Assert.Throws<DivergenceException>(() => Trainer.Minimize(loss, sgd, epochs: 100));
    }

    [Fact]
    public void It_takes_at_least_one_epoch()
    {
        var (θ, loss) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        Assert.Throws<ArgumentOutOfRangeException>("epochs", () => Trainer.Minimize(loss, sgd, epochs: 0));
    }

    [Fact]
    public void An_objective_is_stepped_down_as_a_loss_is()
    {
        var (θ, _) = Parabola();
        using var sgd = optim.SGD([θ], learningRate: 0.1);
        // The mean of θ x − y squared, for x = 1 and y = 3.
        using var objective = new AutogradObjective([θ], (x, y) => (θ * x - y).square().mean());
        double[] losses = Trainer.Minimize(objective, ones(2, 1, ScalarType.Float64),
            full(2, 1, 3.0, ScalarType.Float64), sgd, epochs: 5);
        Close.To([.. Enumerable.Range(0, 5).Select(i => 9 * Math.Pow(0.64, i))], losses, 1e-12);
        Assert.Same(θ, Assert.Single(objective.Parameters));

        θ.detach().fill_(double.NaN);
        Assert.Equal(0, Assert.Throws<DivergenceException>(() =>
            Trainer.Minimize(objective, ones(1, 1, ScalarType.Float64), ones(1, 1, ScalarType.Float64), sgd,
            epochs: 2)).Epoch);
        Assert.Throws<OperationCanceledException>(() =>
            Trainer.Minimize(objective, ones(1), ones(1), sgd, epochs: 1,
            cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void After_a_thousand_steps_there_are_as_many_tensors_as_after_ten()
    {
        using var network = new MixtureDensityNetwork(inputs: 1, hidden: [4], components: 2, generator: Make.Seed(1));
        Tensor x = randn([8, 1], generator: Make.Seed(2)), y = randn([8, 1], generator: Make.Seed(3));
        using var rmsprop = optim.RMSProp(network.parameters(), lr: 1e-3);
        var statistics = DisposeScopeManager.Statistics;
        // By the first steps the gradients and the optimizer's state are there.
        Trainer.Minimize(() => -network.call(x).log_prob(y).mean(), rmsprop, epochs: 10);
        long After(int epochs)
        {
            statistics.Reset();
            Trainer.Minimize(() => -network.call(x).log_prob(y).mean(), rmsprop, epochs);
            return statistics.ThreadTotalLiveCount;
        }
        Assert.Equal(After(10), After(1000));
    }
}
