using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

/// <summary>Where the library is used otherwise than meant, it says so and trains nothing in silence.</summary>
public sealed class MisuseTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly MixtureDensityNetwork _network = NewNetwork();
    private readonly Tensor _x = randn([50, 2], generator: Make.Seed(1));
    private readonly Tensor _y = randn([50, 1], generator: Make.Seed(2));

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void NaN_is_reported_with_its_row_and_its_column()
    {
        Tensor x = _x.clone(), y = _y.clone();
        x[17, 1] = double.NaN;
        y[23, 0] = double.NaN;
        using IObjective analytic = AnalyticObjective.NegativeLogLikelihood(_network);
        using AutogradObjective autograd = AutogradObjective.NegativeLogLikelihood(_network);
        var options = new TrainingOptions { Steps = 2 };
        const string OfX = "x [50, 2] holds NaN or infinity in row 17, column 1",
            OfY = "y [50, 1] holds NaN or infinity in row 23, column 0";
        Fails(OfX, () => _network.Standardize(x, _y));
        Fails(OfY, () => _network.Standardize(_x, y));
        Fails(OfY, () => _network.SpreadComponents(y));
        Fails(OfX, () => analytic.Evaluate(x, _y));
        Fails(OfY, () => analytic.Loss(_x, y));
        Fails(OfX, () => autograd.Evaluate(x, _y));
        Fails(OfY, () => autograd.Loss(_x, y));
        Fails(OfX, () => NetworkTrainer.Train(_network, x, _y, _x, _y, options));
        Fails($"heldOutX{OfX[1..]}", () => NetworkTrainer.Train(_network, _x, _y, x, _y, options));
        Fails($"heldOutY{OfY[1..]}", () => NetworkTrainer.Train(_network, _x, _y, _x, y, options));
        Fails(OfY, () => NetworkTrainer.TrainWithoutValidation(_network, _x, y, 1, options));
        using var adam = new MixtureDensity.AdamW(analytic.Parameters);
        Fails(OfX, () => Trainer.Minimize(analytic, x, _y, adam, epochs: 1));
    }

    [Fact]
    public void A_target_with_an_axis_too_many_is_refused_and_not_broadcast()
    {
        using IObjective analytic = AnalyticObjective.NegativeLogLikelihood(_network);
        using AutogradObjective autograd = AutogradObjective.NegativeLogLikelihood(_network);
        Tensor square = zeros(50, 50, 1);
        foreach (IObjective objective in new IObjective[] { analytic, autograd })
        {
            Fails("[50, 50, 1]", () => objective.Evaluate(_x, square));
            Fails("[50, 50, 1]", () => objective.Loss(_x, square));
        }
    }

    [Fact]
    public void What_a_network_is_given_after_its_objective_was_made_counts()
    {
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(_network);
        using var other = NewNetwork(seed: 4);
        Tensor x = 30 * _x + 7, y = 9 * _y - 4;
        double Expected() => -_network.call(x).log_prob(y).mean().Value();
        _network.Standardize(x, y);
        Close.To(Expected(), objective.Loss(x, y), 1e-5);
        Close.To(Expected(), objective.Evaluate(x, y), 1e-5);
        other.Standardize(3 * x, 2 * y);
        using var folder = new MemoryStream();
        using var writer = new BinaryWriter(folder);
        other.save(writer);
        folder.Position = 0;
        using var reader = new BinaryReader(folder);
        _network.load(reader);
        Close.To(-other.call(x).log_prob(y).mean().Value(), Expected(), 1e-6);
        Close.To(Expected(), objective.Evaluate(x, y), 1e-5);
        using var adam = new MixtureDensity.AdamW(objective.Parameters, learningRate: 0.01);
        double[] losses = Trainer.Minimize(objective, x, y, adam, epochs: 20);
        Assert.True(losses[^1] < losses[0]);
        Close.To(Expected(), objective.Loss(x, y), 1e-5);
    }

    [Fact]
    public void An_objective_notices_that_another_took_its_network_over()
    {
        using IObjective first = AnalyticObjective.NegativeLogLikelihood(_network);
        using var adam = new MixtureDensity.AdamW(first.Parameters);
        using IObjective second = AnalyticObjective.NegativeLogLikelihood(_network);
        foreach (Action use in new Action[] { () => first.Evaluate(_x, _y), () => first.Loss(_x, _y),
            () => Trainer.Minimize(first, _x, _y, adam, epochs: 1) })
            Assert.Contains("Another objective", Assert.Throws<InvalidOperationException>(use).Message);
        Assert.True(double.IsFinite(second.Evaluate(_x, _y)));
    }

    [Fact]
    public void An_optimizer_of_another_network_is_refused_and_one_of_the_network_itself_is_not()
    {
        using var other = NewNetwork(seed: 4);
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(_network),
            ofOther = AnalyticObjective.NegativeLogLikelihood(other);
        using var wrong = new MixtureDensity.AdamW(ofOther.Parameters);
        using var wrongToo = optim.Adam(other.parameters());
        using var right = optim.Adam(_network.parameters(), lr: 0.01);
        Fails("none of the objective's parameters", () => Trainer.Minimize(objective, _x, _y, wrong, epochs: 1));
        Fails("none of the objective's parameters", () => Trainer.Minimize(objective, _x, _y, wrongToo, epochs: 1));
        double[] losses = Trainer.Minimize(objective, _x, _y, right, epochs: 20);
        Assert.True(losses[^1] < losses[0]);
    }

    [Fact]
    public void An_optimizer_of_another_network_that_was_trained_is_refused_too()
    {
        using var other = NewNetwork(seed: 4);
        using var adam = new MixtureDensity.AdamW(other.parameters());
        Tensor Loss(MixtureDensityNetwork network) => -network.call(_x).log_prob(_y).mean();
        Trainer.Minimize(() => Loss(other), adam, epochs: 3);
        float[] before = [.. other.parameters().SelectMany(p => p.data<float>())];
        Fails("it belongs to another network", () => Trainer.Minimize(() => Loss(_network), adam, epochs: 3));
        Assert.Equal(before, other.parameters().SelectMany(p => p.data<float>()));
    }

    [Fact]
    public void Gradients_that_an_objective_shares_stay_its_own()
    {
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(_network);
        using var adam = new MixtureDensity.AdamW(_network.parameters());
        Trainer.Minimize(() => -_network.call(_x).log_prob(_y).mean(), adam, epochs: 1);
        double[] losses = Trainer.Minimize(objective, _x, _y, adam, epochs: 20);
        Assert.True(losses[^1] < losses[0]);
        double[] own = [.. objective.Parameters.Single().grad!.data<float>().Select(g => (double)g)];
        Assert.Equal(own.Sum(), _network.parameters().Sum(p => p.grad!.data<float>().Sum(g => (double)g)), 1e-9);
    }

    [Theory, InlineData(ScalarType.BFloat16), InlineData(ScalarType.Float16)]
    public void A_network_in_half_precision_is_refused_and_not_taken_for_another(ScalarType half)
    {
        var options = new TrainingOptions { Steps = 1 };
        using var regression = nn.Sequential(nn.Linear(2, 1), nn.Tanh(), nn.Linear(1, 1));
        _network.to(half);
        regression.to(half);
        string message = $"is {half}, and analytic gradients are those of networks in Float32 or in Float64";
        Fails(message, () => AnalyticObjective.NegativeLogLikelihood(_network));
        Fails(message, () => AnalyticObjective.SquaredError(regression));
        Fails(message, () => NetworkTrainer.Train(_network, _x.to(half), _y.to(half), _x, _y, options));
        Fails(message, () => NetworkTrainer.TrainWithoutValidation(_network, _x, _y, 1, options));
    }

    [Fact]
    public void A_frozen_parameter_is_not_trained()
    {
        _network.parameters().First().requires_grad = false;
        Fails("is frozen", () => AnalyticObjective.NegativeLogLikelihood(_network));
        Fails("is frozen", () => NetworkTrainer.Train(_network, _x, _y, _x, _y, new TrainingOptions { Steps = 1 }));
    }

    [Fact]
    public void An_option_out_of_its_range_is_refused_before_a_step()
    {
        var good = new TrainingOptions { Steps = 2 };
        foreach (TrainingOptions bad in (TrainingOptions[])[good with { MaxGradientNorm = -1 },
            good with { LearningRate = -1e-3 }, good with { Steps = 0 }, good with { PatienceFraction = double.NaN },
            good with { EmaDecay = -1 }, good with { BatchSize = 0 }])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => NetworkTrainer.Train(_network, _x, _y, _x, _y, bad));
            Assert.Throws<ArgumentOutOfRangeException>(
                () => NetworkTrainer.TrainWithoutValidation(_network, _x, _y, 1, bad));
        }
        foreach (double part in (double[])[0, -1, 2, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(
                () => NetworkTrainer.TrainWithoutValidation(_network, _x, _y, part, good));
    }

    [Fact]
    public void A_training_leaves_no_gradients_for_a_loop_of_ones_own()
    {
        NetworkTrainer.Train(_network, _x, _y, _x, _y, new TrainingOptions { Steps = 2 });
        Assert.All(_network.parameters(), p => Assert.Null(p.grad));
        NetworkTrainer.TrainWithoutValidation(_network, _x, _y, 1, new TrainingOptions { Steps = 2 });
        Assert.All(_network.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void Rows_that_lie_apart_leave_no_copies()
    {
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(_network);
        Tensor wide = randn([50, 4], generator: Make.Seed(5)), apart = wide.narrow(1, 1, 2);
        objective.Evaluate(apart, _y);
        objective.Loss(apart, _y);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
        {
            objective.Evaluate(apart, _y);
            objective.Loss(apart, _y);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void What_was_disposed_says_its_name()
    {
        IObjective objective = AnalyticObjective.NegativeLogLikelihood(_network);
        objective.Dispose();
        Assert.Contains("Objective", Disposed(() => objective.Evaluate(_x, _y)));
        IObjective left = AnalyticObjective.NegativeLogLikelihood(_network);
        using AutogradObjective autograd = AutogradObjective.NegativeLogLikelihood(_network);
        GaussianMixture mixture;
        using (NewDisposeScope())
            mixture = _network.call(_x);
        Assert.All(new Action[] {
            () => mixture.log_prob(_y), () => _ = mixture.mean, () => mixture.sample(), () => _ = mixture.LogWeights,
            () => _ = mixture.Means, () => _ = mixture.Scales, () => mixture.cdf(_y), () => mixture.ToBatch(),
            () => mixture.ToString() }, use => Assert.Equal("GaussianMixture", Disposed(use)));
        _network.Dispose();
        var options = new TrainingOptions { Steps = 1 };
        Assert.All(new Action[] {
            () => _network.call(_x), () => _network.Standardize(_x, _y), () => _network.SpreadComponents(_y),
            () => left.Evaluate(_x, _y), () => autograd.Evaluate(_x, _y),
            () => AnalyticObjective.NegativeLogLikelihood(_network),
            () => NetworkTrainer.Train(_network, _x, _y, _x, _y, options) },
            use => Assert.Equal("MixtureDensity.MixtureDensityNetwork", Disposed(use)));
        left.Dispose();
    }

    [Fact]
    public void NaN_among_targets_or_inputs_of_a_table_is_reported_with_its_column_and_its_row()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => (double)i)], y = [.. x.Select(Math.Sin)];
        ModelFit Fit(int row, string column, double bad)
        {
            double[] ofX = [.. x], ofY = [.. y];
            (column == "x" ? ofX : ofY)[row] = bad;
            return ModelTrainer.Fit(new Table([new NumericColumn("x", ofX), new NumericColumn("y", ofY)]), ["x"], ["y"],
                new ModelOptions { Training = new TrainingOptions { Steps = 1 } });
        }
        Fails("Column 'y' is NaN in row 7", () => Fit(7, "y", double.NaN));
        Fails("Column 'x' is Infinity in row 8", () => Fit(8, "x", double.PositiveInfinity));
        Fails("Column 'y' is -Infinity in row 9", () => Fit(9, "y", double.NegativeInfinity));
    }

    private static string Disposed(Action use) => Assert.ThrowsAny<ObjectDisposedException>(use).ObjectName;

    private static void Fails(string message, Action use) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(use).Message);

    private static MixtureDensityNetwork NewNetwork(int seed = 3) =>
        new(2, [8], components: 3, generator: Make.Seed((ulong)seed));
}
