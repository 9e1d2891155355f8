using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

public sealed class NetworkTrainerTests : IDisposable
{
    private static readonly TrainingOptions Uncalibrated = new() { TemperatureScaling = false };

    private readonly Generator _generator = new(5);
    private readonly Tensor _x;
    private readonly Tensor _y;

    public NetworkTrainerTests()
    {
        _x = randn(200, 1, generator: _generator);
        _y = _x * 0.5 + 0.3 * randn(200, 1, generator: _generator);
    }

    public void Dispose() => _generator.Dispose();

    private static MixtureDensityNetwork Network() =>
        new(inputs: 1, hidden: [8], components: 2, generator: new Generator(1));

    private TrainingResult Fit(MixtureDensityNetwork network, TrainingOptions options,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        NetworkTrainer.Train(network, _x[..150], _y[..150], _x[150..], _y[150..], options, new Generator(2), progress,
            cancellation);

    private double HeldOut(MixtureDensityNetwork network) =>
        -network.call(_x[150..]).log_prob(_y[150..]).mean().Value();

    [Fact]
    public void It_comes_near_the_entropy_of_the_noise()
    {
        TrainingResult result = Fit(Network(), new TrainingOptions { Steps = 600 });
        double entropy = Math.Log(0.3) + 0.5 * Math.Log(2 * Math.PI * Math.E);
        Assert.InRange(result.BestValidationLoss, entropy - 0.4, entropy + 0.25);
    }

    [Fact]
    public void The_network_is_left_with_the_weights_that_were_best_on_the_held_out_rows()
    {
        MixtureDensityNetwork network = Network();
        TrainingResult result = Fit(network, new TrainingOptions { Steps = 300, LearningRate = 0.05 });
        Close.To(result.BestValidationLoss, HeldOut(network), 1e-5);
        Assert.Equal(result.Curve.Min(p => p.ValidationLoss), result.BestValidationLoss);
        Assert.Equal(result.Curve.MinBy(p => p.ValidationLoss).Step, result.BestStep);
    }

    [Fact]
    public void It_stops_when_nothing_gets_better()
    {
        // Held-out targets that have nothing to do with the training rows: learning only makes them worse.
        TrainingResult result =
            NetworkTrainer.Train(Network(), _x[..150], _y[..150], _x[150..], 50 + _y[150..],
            new TrainingOptions { Steps = 1000, PatienceFraction = 0.1 }, new Generator(2));
        Assert.InRange(result.Curve[^1].Step - result.BestStep, 100, 120);
        Assert.True(result.Curve[^1].Step < 1000);
    }

    [Fact]
    public void The_same_generator_gives_the_same_weights()
    {
        MixtureDensityNetwork a = Network(), b = Network();
        Fit(a, new TrainingOptions { Steps = 50 });
        Fit(b, new TrainingOptions { Steps = 50 });
        Assert.Equal(a.parameters().SelectMany(p => p.Doubles()), b.parameters().SelectMany(p => p.Doubles()));
    }

    [Fact]
    public void Cancelling_keeps_the_best_weights_so_far()
    {
        using var stop = new CancellationTokenSource();
        MixtureDensityNetwork network = Network();
        TrainingResult result =
            Fit(network, new TrainingOptions { Steps = 1000 },
            new Log<TrainingProgress>(p => { if (p.Step >= 100) stop.Cancel(); }),
            stop.Token);
        Assert.True(result.WasCancelled);
        Assert.InRange(result.Curve[^1].Step, 100, 110);
        Close.To(result.BestValidationLoss, HeldOut(network), 1e-5);
    }

    [Fact]
    public void A_loss_that_diverges_is_given_up_after_a_second_chance()
    {
        MixtureDensityNetwork network = Network();
        Tensor poison = _y[..150].clone();
        poison[0] = 1e30; // its square is infinite
        var e = Assert.Throws<DivergenceException>(() =>
            NetworkTrainer.Train(network, _x[..150], poison, _x[150..], _y[150..],
            new TrainingOptions { Steps = 100, BatchSize = 150 }, new Generator(2)));
        // The first step fails, the weights go back, and the second fails as well.
        Assert.Equal(1, e.Epoch);
        Assert.StartsWith("The training loss became ", e.Message);
        Assert.Contains(" in step 1;", e.Message);
    }

    [Fact]
    public void After_two_divergences_of_the_validation_loss_the_network_has_the_best_weights_so_far()
    {
        MixtureDensityNetwork network = Network();
        double[] before = [.. network.parameters().SelectMany(p => p.Doubles())];
        Tensor poison = _y[150..].clone();
        poison[0] = 1e30; // its square is infinite
        var e = Assert.Throws<DivergenceException>(() => NetworkTrainer.Train(network, _x[..150], _y[..150],
            _x[150..], poison, new TrainingOptions { Steps = 100 }, new Generator(2)));
        Assert.StartsWith("The validation loss became ", e.Message);
        Assert.Equal(before, network.parameters().SelectMany(p => p.Doubles()));
    }

    [Fact]
    public void After_one_divergence_it_goes_on_from_the_best_weights()
    {
        MixtureDensityNetwork network = Network();
        bool isPoisoned = false;
        TrainingResult result = Fit(network, new TrainingOptions { Steps = 400 }, new Log<TrainingProgress>(p =>
        {
            if (isPoisoned || p.Step < 100)
                return;
            isPoisoned = true;
            using var noGrad = no_grad();
            foreach (Tensor parameter in network.parameters())
                parameter.fill_(float.NaN);
        }));
        Assert.True(isPoisoned);
        Assert.Equal(400, result.Curve[^1].Step);
        Assert.All(result.Curve, p => Assert.True(double.IsFinite(p.ValidationLoss)));
        Close.To(result.BestValidationLoss, HeldOut(network), 1e-5);
    }

    [Fact]
    public void After_a_divergence_the_steps_are_half_as_long()
    {
        const double Rate = 1e-3;
        const int Steps = 100;
        MixtureDensityNetwork network = Network();
        Dictionary<int, double[]> weights = new() { [0] = Weights() };
        double[] Weights() => [.. network.parameters().SelectMany(p => p.Doubles())];
        double Longest(int from, int to) => weights[from].Zip(weights[to], (a, b) => Math.Abs(a - b)).Max();
        double Schedule(int step) => Math.Min(1, (step + 1) / 3.0) * 0.5 * (1 + Math.Cos(Math.PI * step / Steps));

        Fit(network, Uncalibrated with { Steps = Steps, LearningRate = Rate, WeightDecay = 0 },
            new Log<TrainingProgress>(p =>
        {
            weights[p.Step] = Weights();
            if (p.Step != 1)
                return;
            using var noGrad = no_grad();
            foreach (Tensor parameter in network.parameters())
                parameter.fill_(float.NaN);
        }));
        // The first step of Adam moves a weight by the learning rate, whatever its gradient. The second step failed.
        Assert.DoesNotContain(2, weights.Keys);
        Close.To(Rate * Schedule(0), Longest(0, 1), 1e-3);
        Close.To(Rate / 2 * Schedule(2), Longest(1, 3), 1e-3);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(5), InlineData(50), InlineData(95), InlineData(99)]
    public void The_learning_rate_rises_in_the_first_fiftieth_of_the_steps_and_falls_to_0_at_the_last(int step)
    {
        const double Rate = 1e-3;
        const int Steps = 100;
        MixtureDensityNetwork network = Network();
        using var steps = new TrainingSteps<float>(network,
            new RowSet<float>(new TensorRows<float>(_x, network.InputStandardizer<float>()),
                new TensorRows<float>(_y, network.TargetStandardizer<float>())),
            new TrainingOptions { Steps = Steps, LearningRate = Rate, WeightDecay = 0 }, new Generator(2));
        float[] before = steps.Weights.ToArray();
        steps.Take(step);
        // The first step of Adam moves a weight by the learning rate, whatever its gradient.
        double moved = before.Zip(steps.Weights.ToArray(), (a, b) => Math.Abs((double)a - b)).Max();
        double warmUp = Math.Min(1, (step + 1) / 3.0), cosine = 0.5 * (1 + Math.Cos(Math.PI * step / Steps));
        Close.To(Rate * warmUp * cosine, moved, 2e-3, 1e-7);
    }

    [Fact]
    public void Without_held_out_rows_it_stops_where_it_is_told()
    {
        // The same steps from the same start: the mean that the fit with held-out rows has by then.
        MixtureDensityNetwork whole = Network(), part = Network();
        TrainingOptions options = Uncalibrated with { Steps = 100, PatienceFraction = 1 };
        TrainingResult result = Fit(whole, options);
        NetworkTrainer.TrainWithoutValidation(part, _x[..150], _y[..150], (double)result.BestStep / 100, options,
            new Generator(2));
        double[] then = [.. whole.parameters().SelectMany(p => p.Doubles())];
        double[] stopped = [.. part.parameters().SelectMany(p => p.Doubles())];
        Close.To(then, stopped, 1e-6, 1e-7);
    }

    [Fact]
    public void Without_held_out_rows_a_loss_that_diverges_ends_it()
    {
        Tensor poison = _y[..150].clone();
        poison[0] = 1e30; // its square is infinite
        Assert.Throws<DivergenceException>(() =>
            NetworkTrainer.TrainWithoutValidation(Network(), _x[..150], poison, 1,
            new TrainingOptions { Steps = 10, BatchSize = 150 }, new Generator(2)));
    }

    [Fact]
    public void Effort_multiplies_the_steps() =>
        Assert.Equal(4000 / 100,
            Fit(Network(), new TrainingOptions { Effort = 0.01, PatienceFraction = 1 }).Curve[^1].Step);

    [Fact]
    public void Effort_leaves_steps_that_I_set_as_they_are() =>
        Assert.Equal(40, Fit(Network(),
            new TrainingOptions { Steps = 40, Effort = 3, PatienceFraction = 1 }).Curve[^1].Step);

    [Fact]
    public void The_training_loss_is_a_mean_over_the_steps_since_the_last_evaluation()
    {
        MixtureDensityNetwork network = Network();
        double loss = -network.call(_x[..150]).log_prob(_y[..150]).mean().Value();
        // Steps of hardly any length, on all rows each.
        TrainingResult result = Fit(network, new TrainingOptions { Steps = 300, BatchSize = 150, LearningRate = 1e-8 });
        Assert.Equal(Enumerable.Range(0, 101).Select(i => 3 * i), result.Curve.Select(p => p.Step));
        Assert.All(result.Curve.Skip(1), p => Close.To(loss, p.TrainingLoss, 1e-4));
    }

    [Fact]
    public void Without_options_a_network_is_trained_as_they_say_themselves()
    {
        var options = new TrainingOptions();
        Assert.Equal((null, 1, null, 3e-3, 1e-2),
            (options.Steps, options.Effort, options.BatchSize, options.LearningRate, options.WeightDecay));
        Assert.Equal((5, 0.995, 0.25), (options.MaxGradientNorm, options.EmaDecay, options.PatienceFraction));
        Assert.Equal(4000, options.StepsFor(10_000));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(100, 32)]
    [InlineData(2000, 64)]
    [InlineData(3000, 128)]
    [InlineData(6000, 256)]
    [InlineData(1_000_000, 256)]
    public void A_batch_is_a_32nd_of_the_table_or_near_it(int rows, int batch)
    {
        Assert.Equal(batch, new TrainingOptions().BatchSizeFor(rows));
        Assert.Equal(Math.Min(rows, 50), new TrainingOptions { BatchSize = 50 }.BatchSizeFor(rows));
    }

    [Fact]
    public void Large_tables_take_more_steps()
    {
        var options = new TrainingOptions();
        Assert.Equal(options.StepsFor(100), options.StepsFor(10_000));
        Assert.Equal(2 * options.StepsFor(10_000), options.StepsFor(40_000));
    }

    [Fact]
    public void The_weights_that_are_kept_are_means_over_steps()
    {
        // With a single step left out of the mean at a time, it moves far less than the weights do.
        double Path(double averaging)
        {
            var losses = Fit(Network(),
                new TrainingOptions { Steps = 400, LearningRate = 0.1, BatchSize = 4, EmaDecay = averaging,
                PatienceFraction = 1 }).Curve.Skip(20).ToArray();
            return losses.Zip(losses.Skip(1), (a, b) => Math.Abs(a.ValidationLoss - b.ValidationLoss)).Sum();
        }
        Assert.True(Path(0.99) < 0.5 * Path(0));
    }

    [Fact]
    public void A_fit_that_is_cancelled_before_its_first_step_says_what_the_weights_score()
    {
        MixtureDensityNetwork network = Network();
        TrainingResult result =
            Fit(network, new TrainingOptions(), cancellation: new CancellationToken(canceled: true));
        Assert.Equal((true, 0), (result.WasCancelled, result.BestStep));
        Close.To(HeldOut(network), result.BestValidationLoss, 1e-5);
    }

    [Fact]
    public void A_fit_that_is_cancelled_looks_at_no_more_held_out_rows_than_it_has_begun_to()
    {
        Tensor many = _x.repeat(200, 1), targets = _y.repeat(200, 1);
        targets[^1] = 1e30; // its square is infinite
        TrainingResult result = NetworkTrainer.Train(
            Network(), _x[..150], _y[..150], many, targets, new TrainingOptions(), new Generator(2),
                cancellation: new CancellationToken(canceled: true));
        Assert.True(double.IsFinite(result.BestValidationLoss));
    }
}
