using System.Diagnostics;
using System.Globalization;
using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

/// <summary>
/// What trains and predicts while another thread does nothing but collect garbage, which frees whatever TorchSharp does
/// not hold on to. GARBAGE_SECONDS is how long each is tried, in place of a moment; a failure may abort the process.
/// </summary>
public sealed class GarbageCollectionTests
{
    private const double Moment = 0.4;

    private static readonly Generator Source = new(1);
    private static readonly Tensor X = randn(64, 1, generator: Source);
    private static readonly Tensor Y = X.square() + randn(64, 1, generator: Source);
    private static readonly Tensor Pairs = cat([Y, -Y], 1);

    private static readonly Table Rows =
        new([new NumericColumn("x", X.Doubles()), new NumericColumn("y", Y.Doubles())]);

    private static readonly Lazy<DensityModel> Model = new(Fit);

    // Made before anything collects, since to make them is arithmetic of the tests.
    private static readonly GaussianMixture[] OfPairs = [.. Enum.GetValues<Covariance>().Select(covariance =>
        Make.Random(covariance, [8], components: 3, targets: 2, seed: 2))];

    public static TheoryData<string> Ways => [.. Paths.Keys];

    private static readonly Dictionary<string, Action> Paths = new()
    {
        ["a loss of one's own and AdamW"] = () => Train(network =>
        {
            using var optimizer = new AdamW(network.parameters(), learningRate: 0.01);
            return Trainer.Minimize(() => -network.call(X).log_prob(Y).mean(), optimizer, epochs: 100);
        }),
        ["a loss of one's own and RMSprop"] = () => Train(network =>
        {
            using var optimizer = new RmsProp(network.parameters(), learningRate: 0.01);
            return Trainer.Minimize(() => -network.call(X).log_prob(Y).mean(), optimizer, epochs: 100);
        }),
        ["the objective of autograd"] = () => Train(network => Minimize(
            network, AutogradObjective.NegativeLogLikelihood(network))),
        ["the objective of analytic gradients"] = () => Train(network => Minimize(
            network, AnalyticObjective.NegativeLogLikelihood(network))),
        ["the objective of autograd for two targets"] = () =>
        {
            foreach (Covariance covariance in Enum.GetValues<Covariance>())
            {
                using var network = new MixtureDensityNetwork(1, [8], 3, targets: 2, covariance, generator: Source);
                network.Standardize(X, Pairs);
                network.SpreadComponents(Pairs, Source);
                using var optimizer = new AdamW(network.parameters(), learningRate: 0.01);
                Decreases(Trainer.Minimize(
                    AutogradObjective.NegativeLogLikelihood(network), X, Pairs, optimizer, epochs: 50));
            }
        },
        ["the trainer of networks"] = () => Train(network => [.. NetworkTrainer.Train(network, X, Y, X, Y,
            new TrainingOptions { Steps = 100, LearningRate = 0.02, BatchSize = 16 }, Source)
            .Curve.Select(p => p.ValidationLoss)]),
        ["a fit of a table"] = () =>
        {
            using DensityModel model = Fit();
            Assert.True(model.Training.OutOfFold.Mean is > 0 and < 3);
        },
        ["predictions of a model"] = () =>
        {
            MixtureBatch batch = Model.Value.Predict(Rows);
            for (int row = 0; row < batch.Count; row++)
                Assert.InRange(batch.Marginal(row).Cdf(batch.Marginal(row).Quantile(0.3)), 0.299, 0.301);
            Assert.True(Model.Value.Evaluate(Rows).NegativeLogLikelihood.Mean < 3);
        },
        ["answers as tensors"] = () =>
        {
            using var scope = NewDisposeScope();
            GaussianMixture p = Model.Value.Predict(Rows).ToTensors();
            Tensor y = Y.to(ScalarType.Float64);
            Tensor[] answers = [p.mean, p.variance, p.stddev, p.Covariance(), p.EffectiveComponents(), p.log_prob(y),
                p.Responsibilities(y), p.cdf(y), p.icdf(p.cdf(y)), p.Crps(y), p.entropy(), p.sample(3), p.rsample(3),
                p.Tempered(0.5, 2).mean, p.EnergyScore(y, 5), GaussianMixture.Ensemble([p, p]).mean, p[3].mean];
            foreach (Tensor answer in answers)
                Assert.True(answer.isfinite().all().item<bool>());
            Assert.All(p.Modes(), modes => Assert.NotEmpty(modes));
            Assert.All(p.HighestDensityRegions(0.5), regions => Assert.NotEmpty(regions));
        },
        ["answers of several targets as tensors"] = () =>
        {
            using var scope = NewDisposeScope();
            foreach (GaussianMixture p in OfPairs)
            {
                Tensor y = p.sample();
                Tensor[] answers = [p.mean, p.variance, p.Covariance(), p.log_prob(y), p.Responsibilities(y),
                    p.EnergyScore(y, 5), p.Marginal(1).cdf(y.narrow(-1, 1, 1)),
                    p.Conditional([0], y.narrow(-1, 0, 1)).mean];
                foreach (Tensor answer in answers)
                    Assert.True(answer.isfinite().all().item<bool>());
                Assert.All(p.Modes(), modes => Assert.NotEmpty(modes));
            }
        },
    };

    [Theory, MemberData(nameof(Ways))]
    public void It_works_while_another_thread_collects(string way)
    {
        double seconds = double.TryParse(Environment.GetEnvironmentVariable("GARBAGE_SECONDS"),
            CultureInfo.InvariantCulture, out double asked) ? asked : Moment;
        using var done = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            var watch = Stopwatch.StartNew();
            do
                Paths[way]();
            while (watch.Elapsed.TotalSeconds < seconds);
        }
        finally
        {
            done.Cancel();
            collector.Join();
        }
    }

    private static void Train(Func<MixtureDensityNetwork, double[]> losses)
    {
        using var network = new MixtureDensityNetwork(1, [8], components: 3, generator: Source);
        network.Standardize(X, Y);
        network.SpreadComponents(Y, Source);
        Decreases(losses(network));
    }

    private static double[] Minimize(MixtureDensityNetwork network, IObjective objective)
    {
        using (objective as IDisposable)
        {
            using var optimizer = new AdamW(objective.Parameters, learningRate: 0.01);
            return Trainer.Minimize(objective, X, Y, optimizer, epochs: 100);
        }
    }

    private static void Decreases(double[] losses) =>
        Assert.True(losses[^1] < losses[0], $"the loss went from {losses[0]} to {losses[^1]}");

    private static DensityModel Fit() => ModelTrainer.Fit(Rows, ["x"], ["y"], new ModelOptions
    {
        Architectures = [new([8])],
        Refits = 1,
        Components = 2,
        Folds = 2,
        Training = new TrainingOptions { Steps = 30, LearningRate = 0.02 },
    }).Model;
}
